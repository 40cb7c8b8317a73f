package dev.theseus.internal.backfill;

import static dev.theseus.internal.backfill.Fixture.differs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

class BackfillerGrowthTest {
  private static final String[] TABLE = {
    """
    CREATE TABLE t (id bigint PRIMARY KEY, name text, price numeric(10,2), email text,
      created timestamptz DEFAULT now(), note text) WITH (autovacuum_enabled = false)
    """,
    """
    INSERT INTO t SELECT i, 'name ' || i, (i % 1000) / 7.0, 'user' || i || '@example.com', now(),
      repeat('x', 40) FROM generate_series(1, 200000) i
    """,
    "CREATE INDEX ON t (email)",
    "ALTER TABLE t ADD price_cents bigint",
    "VACUUM ANALYZE t"
  };

  @EachMajor
  void letsTheTableGrowByAtMostASeventh(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      f.pacing = Pacing.standard().withCourtesy(0);
      database.sql(TABLE);
      long before = database.number("SELECT pg_relation_size('t')");
      long indexes = database.number("SELECT pg_indexes_size('t')");

      f.fill("t", differs("price_cents", "(price * 100)::bigint"));

      assertThat((double) database.number("SELECT pg_relation_size('t')") / before)
          .isLessThan(1.15);
      assertThat((double) database.number("SELECT pg_indexes_size('t')") / indexes).isLessThan(1.2);
      assertThat(f.events(MigrationEvent.Vacuumed.class)).isNotEmpty();
    }
  }

  @EachMajor
  void staysSmallByVacuumWhereTheColumnIsIndexed(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      f.pacing = Pacing.standard().withCourtesy(0);
      database.sql(TABLE);
      database.sql("CREATE INDEX ON t (price_cents)");
      long before = database.number("SELECT pg_relation_size('t')");

      f.fill("t", differs("price_cents", "(price * 100)::bigint"));

      assertThat((double) database.number("SELECT pg_relation_size('t')") / before).isLessThan(1.2);
      assertThat(f.events(MigrationEvent.Vacuumed.class)).hasSizeGreaterThan(5);
    }
  }

  @PostgresTest
  void saysOnceThatALongTransactionMakesTheTableGrow(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database);
        Connection other = database.connect()) {
      database.sql(TABLE);
      other.setAutoCommit(false);
      other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = other.createStatement()) {
        statement.execute("SELECT count(*) FROM theseus.control");

        f.fill("t", differs("price_cents", "(price * 100)::bigint"));
      }
      assertThat(f.events(MigrationEvent.Vacuumed.class)).isEmpty();
      assertThat(f.events(MigrationEvent.Warning.class))
          .extracting(MigrationEvent.Warning::text)
          .containsExactly(
              "a long transaction, a prepared one or a replication slot keeps old row versions of"
                  + " \"public\".\"t\" alive, so VACUUM could not free them; the table grows until"
                  + " it ends");
    }
  }

  @PostgresTest
  void neverVacuumsWhenTheShareIsZero(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      f.pacing = Pacing.standard().withCourtesy(0).withVacuumShare(0);
      database.sql(TABLE);
      f.fill("t", differs("price_cents", "(price * 100)::bigint"));
      assertThat(f.events(MigrationEvent.Vacuumed.class)).isEmpty();
    }
  }
}
