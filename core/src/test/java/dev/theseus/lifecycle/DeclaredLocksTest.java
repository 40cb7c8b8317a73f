package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Plan;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;

/// What a plan locks that it need not, and what it would read under a lock.
class DeclaredLocksTest {
  private static Plan plan(TestDatabase database, String sql) {
    return Lifecycle.plan(Theseus.builder(database.dataSource()).build(), "v1", sql);
  }

  @PostgresTest
  void locksTheTableAloneToDropACheckOfAColumnThatForeignKeysPointAt(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE users (id integer PRIMARY KEY CONSTRAINT counted CHECK (id > 0));
        ALTER TABLE users ADD CONSTRAINT always CHECK (1 < 2);
        CREATE TABLE posts (author integer REFERENCES users);
        """);
    LockUse alone = LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, QualifiedName.of("public", "users"));

    for (String check : new String[] {"counted", "always"}) {
      Plan plan =
          plan(
              database,
              "-- theseus:up users.id = id\n-- theseus:down users.id = id\n"
                  + "ALTER TABLE users DROP CONSTRAINT "
                  + check
                  + ";");
      assertThat(plan.steps())
          .singleElement()
          .satisfies(step -> assertThat(step.head().locks()).containsExactly(alone));
    }
  }

  @PostgresTest
  void refusesToWidenWhatAPartitionReads(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE orders (id integer, code varchar(10), name varchar(10), note varchar(10))
          PARTITION BY RANGE (id);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
        CREATE TABLE orders_2 PARTITION OF orders DEFAULT PARTITION BY RANGE (id);
        CREATE TABLE orders_3 PARTITION OF orders_2 DEFAULT;
        ALTER TABLE orders_1 ADD CHECK (code <> '');
        CREATE INDEX ON orders_3 (lower(name));
        """);

    assertThatThrownBy(
            () -> plan(database, "ALTER TABLE orders ALTER COLUMN code TYPE varchar(20);"))
        .hasMessageContaining("partition \"public.orders_1\" reads column \"code\"");
    assertThatThrownBy(
            () -> plan(database, "ALTER TABLE orders ALTER COLUMN name TYPE varchar(20);"))
        .hasMessageContaining("partition \"public.orders_3\" reads column \"name\"");
    assertThat(plan(database, "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20);").steps())
        .hasSize(1);
  }
}
