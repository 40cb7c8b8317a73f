package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import org.junit.jupiter.api.Tag;

/// Rows that break a constraint that is to come. Whatever fails, the application goes on to change
/// them: no constraint is left that refuses it.
@Tag("postgres")
class BrokenConstraintTest {
  private static final String ITEMS =
      """
      CREATE TABLE kinds (id integer PRIMARY KEY);
      CREATE TABLE items (id integer PRIMARY KEY, kind integer, price integer, note text);
      INSERT INTO kinds SELECT generate_series(0, 9);
      INSERT INTO items SELECT n, n % 10, n, 'x' FROM generate_series(1, 100) n;
      """;

  private static Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource()).build();
  }

  /// Runs the statements when a step whose id ends so is over.
  private static Theseus meddling(TestDatabase database, String step, String sql) {
    return Theseus.builder(database.dataSource())
        .listener(
            event -> {
              if (event instanceof MigrationEvent.StepFinished done && done.step().endsWith(step)) {
                database.sql(sql);
              }
            })
        .build();
  }

  private static long notValid(TestDatabase database) {
    return database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated");
  }

  private static long named(TestDatabase database, String constraint) {
    return database.number(
        "SELECT count(*) FROM pg_constraint WHERE conname = '" + constraint + "'");
  }

  @EachMajor
  void namesTheRowsThatACheckWouldRefuseBeforeItStands(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(theseus, "v1", "ALTER TABLE items ADD CONSTRAINT dear CHECK (price > 12);");

    assertThatThrownBy(() -> theseus.start(plan))
        .hasMessageContaining("check dear of public.items cannot be added")
        .hasMessageContaining("(id) (1); (2);")
        .hasMessageContaining("; and more")
        .hasMessageContaining("run `theseus resume`");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE items SET note = 'y'");

    database.sql("DELETE FROM items WHERE price <= 12");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(named(database, "dear")).isEqualTo(1);
  }

  @EachMajor
  void takesAwayACheckThatARowBreaksWhichCameMeanwhile(TestDatabase database) {
    database.sql(ITEMS);
    Theseus theseus =
        meddling(database, ".violations", "INSERT INTO items VALUES (101, 1, -1, 'x')");
    Plan plan = Lifecycle.plan(theseus, "v1", "ALTER TABLE items ADD CHECK (price > 0);");

    assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("items_price_check");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE items SET note = 'y'");

    database.sql("DELETE FROM items WHERE id = 101");
    Theseus again = theseus(database);
    assertThat(again.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(named(database, "items_price_check")).isEqualTo(1);
    again.rollback();
    assertThat(named(database, "items_price_check")).isZero();
  }

  @EachMajor
  void takesAwayAForeignKeyThatARowBreaks(TestDatabase database) {
    database.sql(ITEMS + "INSERT INTO items VALUES (101, 77, 1, 'x');");
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus, "v1", "ALTER TABLE items ADD FOREIGN KEY (kind) REFERENCES kinds (id);");

    assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("items_kind_fkey");
    assertThat(notValid(database)).isZero();
    database.sql("INSERT INTO items VALUES (102, 77, 1, 'x')");

    database.sql("INSERT INTO kinds VALUES (77)");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(notValid(database)).isZero();
  }

  @EachMajor
  void namesTheRowsThatHoldNullBeforeItIsRefused(TestDatabase database) {
    database.sql(ITEMS + "INSERT INTO items VALUES (101, 1, NULL, 'x');");
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            """
            -- theseus:up items.price = price
            -- theseus:down items.price = price
            ALTER TABLE items ALTER COLUMN price SET NOT NULL;
            """);

    assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("(id) (101)");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE items SET note = 'y'");

    theseus.rollback();
    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.ROLLED_BACK);
  }

  @EachMajor
  void leavesADefaultPartitionThatHoldsRowsForANewOne(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE orders (id integer, note text) PARTITION BY RANGE (id);
        CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
        INSERT INTO orders VALUES (2027, 'x'), (3000, 'x');
        """);
    Theseus theseus = theseus(database);
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (2000) TO (2100);");

    assertThatThrownBy(() -> theseus.start(plan))
        .hasMessageContaining("public.orders_rest")
        .hasMessageContaining("(table, ctid) (orders_rest,\"(0,1)\")");
    assertThat(notValid(database)).isZero();
    database.sql("UPDATE orders SET note = 'y'; INSERT INTO orders VALUES (2028, 'x');");

    database.sql("DELETE FROM orders WHERE id < 3000");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(database.number("SELECT count(*) FROM pg_inherits")).isEqualTo(2);
  }
}
