package dev.theseus.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

class StatementProbeTest {

  @EachMajor
  void seesTheStrongestLockOfATransaction(TestDatabase database) throws SQLException {
    database.sql(
        "CREATE TABLE \"My users\" (id int PRIMARY KEY, name text)",
        "CREATE TABLE orders (user_id int)",
        "INSERT INTO orders SELECT 1");
    try (Connection connection = database.connect()) {
      Measured measured =
          probe(database, connection)
              .inTransaction(
                  step(
                      "SELECT * FROM orders",
                      "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES \"My users\" NOT"
                          + " VALID"));
      assertThat(measured.strongest())
          .containsOnly(
              entry(name("My users"), LockLevel.SHARE_ROW_EXCLUSIVE),
              entry(name("My users_pkey"), LockLevel.ACCESS_SHARE),
              entry(name("orders"), LockLevel.SHARE_ROW_EXCLUSIVE));
      assertThat(measured.rewritten()).isEmpty();
      assertThat(measured.on(name("nothing"))).isEmpty();
      assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
          .isEqualTo(1);
    }
  }

  @EachMajor
  void tellsRewritesFromScansFromCatalogChanges(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t (a int, b text)", "CREATE INDEX t_a ON t (a)");
    try (Connection connection = database.connect()) {
      StatementProbe probe = probe(database, connection);
      Measured catalogOnly = probe.inTransaction(step("ALTER TABLE t ADD COLUMN c int DEFAULT 5"));
      assertThat(catalogOnly.on(name("t"))).contains(LockLevel.ACCESS_EXCLUSIVE);
      assertThat(catalogOnly.rewritten()).isEmpty();
      assertThat(catalogOnly.scanned()).isEmpty();

      Measured scan = probe.inTransaction(step("ALTER TABLE t ADD CHECK (a > 0)"));
      assertThat(scan.rewritten()).isEmpty();
      assertThat(scan.scanned()).containsExactly(name("t"));

      Measured rewrite = probe.inTransaction(step("ALTER TABLE t ALTER COLUMN a TYPE bigint"));
      assertThat(rewrite.rewritten()).containsExactly(name("t"), name("t_a"));
    }
  }

  @EachMajor
  void namesWhatTheTransactionItselfCreated(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      Measured measured =
          probe(database, connection).inTransaction(step("CREATE TABLE fresh (a text)"));
      assertThat(measured.strongest()).containsEntry(name("fresh"), LockLevel.ACCESS_EXCLUSIVE);
    }
  }

  @EachMajor
  void tellsWhatAStatementAddsToTheLocksOfItsTransaction(TestDatabase database)
      throws SQLException {
    database.sql("CREATE TABLE t (a int)");
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      StatementProbe probe = probe(database, connection);
      probe.within(Map.of(), step("LOCK TABLE t IN SHARE MODE"));

      assertThat(probe.within(Map.of(), step("SELECT FROM t")).strongest())
          .containsOnly(entry(name("t"), LockLevel.ACCESS_SHARE));
      assertThat(probe.within(Map.of(), step("LOCK TABLE t IN SHARE MODE")).strongest()).isEmpty();
      assertThat(
              probe
                  .within(Map.of(name("t"), LockLevel.SHARE), step("LOCK TABLE t IN SHARE MODE"))
                  .strongest())
          .containsOnly(entry(name("t"), LockLevel.SHARE));
      connection.rollback();
    }
  }

  @EachMajor
  void seesLocksOfWorkOutsideATransaction(TestDatabase database) throws SQLException {
    // The index is locked only while it is built: the rows make that last longer than a look.
    database.sql("CREATE TABLE t AS SELECT g AS a, g::text AS b FROM generate_series(1, 100000) g");
    try (Connection connection = database.connect()) {
      StatementProbe probe = probe(database, connection);
      StatementProbe.Work work = step("CREATE INDEX CONCURRENTLY t_b ON t (b)");
      assertThat(probe.refusedInTransaction(work)).isTrue();

      Measured measured = probe.alone(Optional.of(name("t")), work);

      assertThat(measured.strongest())
          .containsEntry(name("t"), LockLevel.SHARE_UPDATE_EXCLUSIVE)
          .containsKey(name("t_b"));
    }
  }

  private static StatementProbe probe(TestDatabase database, Connection connection)
      throws SQLException {
    return new StatementProbe(database::connect, connection);
  }

  private static QualifiedName name(String name) {
    return QualifiedName.of("public", name);
  }

  private static StatementProbe.Work step(String... statements) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    };
  }
}
