package dev.theseus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

class LockProbeTest {

  @EachMajor
  void seesTheStrongestLockOfATransaction(TestDatabase database) throws SQLException {
    database.sql(
        "CREATE TABLE \"My users\" (id int PRIMARY KEY, name text)",
        "CREATE TABLE orders (user_id int)",
        "INSERT INTO orders SELECT 1");
    try (Connection connection = database.connect()) {
      LockReport report =
          LockProbe.on(database)
              .inTransaction(
                  connection,
                  step(
                      "SELECT * FROM orders",
                      "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES \"My users\" NOT"
                          + " VALID"));
      assertThat(report.strongest())
          .containsOnly(
              entry("public.\"My users\"", LockMode.SHARE_ROW_EXCLUSIVE),
              entry("public.\"My users_pkey\"", LockMode.ACCESS_SHARE),
              entry("public.orders", LockMode.SHARE_ROW_EXCLUSIVE));
      assertThat(report.rewritten()).isEmpty();
      assertThat(report.on("public.nothing")).isEmpty();
      assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
          .isEqualTo(1);
    }
  }

  @EachMajor
  void tellsRewritesFromScansFromCatalogChanges(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t (a int, b text)", "CREATE INDEX t_a ON t (a)");
    LockProbe probe = LockProbe.on(database);
    try (Connection connection = database.connect()) {
      LockReport catalogOnly =
          probe.inTransaction(connection, step("ALTER TABLE t ADD COLUMN c int DEFAULT 5"));
      assertThat(catalogOnly.on("public.t")).contains(LockMode.ACCESS_EXCLUSIVE);
      assertThat(catalogOnly.rewritten()).isEmpty();
      assertThat(catalogOnly.scanned()).isEmpty();

      LockReport scan = probe.inTransaction(connection, step("ALTER TABLE t ADD CHECK (a > 0)"));
      assertThat(scan.rewritten()).isEmpty();
      assertThat(scan.scanned()).containsExactly("public.t");

      LockReport rewrite =
          probe.inTransaction(connection, step("ALTER TABLE t ALTER COLUMN a TYPE bigint"));
      assertThat(rewrite.rewritten()).contains("public.t");
    }
  }

  @EachMajor
  void namesWhatTheTransactionItselfCreated(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      LockReport report =
          LockProbe.on(database).inTransaction(connection, step("CREATE TABLE fresh (a text)"));
      assertThat(report.strongest()).containsEntry("public.fresh", LockMode.ACCESS_EXCLUSIVE);
    }
  }

  @EachMajor
  void seesLocksOfWorkOutsideATransaction(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t AS SELECT g AS a, g::text AS b FROM generate_series(1, 50000) g");
    try (Connection connection = database.connect()) {
      LockReport report =
          LockProbe.on(database)
              .outsideTransaction(connection, step("CREATE INDEX CONCURRENTLY t_b ON t (b)"));
      assertThat(report.strongest())
          .containsEntry("public.t", LockMode.SHARE_UPDATE_EXCLUSIVE)
          .containsKey("public.t_b");
    }
  }

  private static LockProbe.Work step(String... statements) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    };
  }
}
