package dev.theseus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.embedded.ShutdownMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

  @EachMajor
  void answersWithTextAndNulls(TestDatabase database) {
    database.sql("CREATE TABLE t (a int, b text)", "INSERT INTO t VALUES (1, 'x'), (2, NULL)");

    assertThat(database.query("SELECT a, b FROM t ORDER BY a"))
        .hasSize(2)
        .contains(List.of("1", "x"));
    assertThat(database.query("SELECT b FROM t WHERE a = 2").getFirst().getFirst()).isNull();
    assertThat(database.one("SELECT b FROM t WHERE a = 1")).isEqualTo("x");
    assertThat(database.number("SELECT current_setting('server_version_num')::int / 10000"))
        .isEqualTo(database.major());
  }

  @EachMajor
  void copiesSchemaAndRows(TestDatabase database) {
    database.sql("CREATE TABLE t AS SELECT 7 AS a");
    try (TestDatabase copy = database.copy()) {
      database.sql("DROP TABLE t");
      assertThat(copy.number("SELECT a FROM t")).isEqualTo(7);
    }
  }

  /// A copied sequence has values ahead that the server takes for logged.
  @Tag("postgres")
  @Test
  void aCopyCountsOnBehindACrashOfTheServer() {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().durable(true).start();
        TestDatabase database = TestDatabase.on(server)) {
      database.sql("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)");
      database.sql("INSERT INTO t DEFAULT VALUES");
      try (TestDatabase copy = database.copy()) {
        copy.sql("INSERT INTO t DEFAULT VALUES");
        server.restart(ShutdownMode.IMMEDIATE);
        copy.sql("INSERT INTO t DEFAULT VALUES");

        assertThat(copy.number("SELECT count(DISTINCT a) FROM t")).isEqualTo(3);
      }
    }
  }

  @PostgresTest
  void leavesNeitherDatabaseNorRolesBehind(TestDatabase outer) throws SQLException {
    String role;
    String name;
    try (TestDatabase database = TestDatabase.on(outer.server())) {
      name = database.name();
      role = database.ownerRole("ann");
      Connection leaked = database.connect(role);
      try (var statement = leaked.createStatement()) {
        statement.execute("CREATE TABLE mine (a int)");
        statement.execute("CREATE SCHEMA hers");
      }
    }
    assertThat(outer.query("SELECT datname FROM pg_database")).doesNotContain(List.of(name));
    assertThat(outer.query("SELECT rolname FROM pg_roles")).doesNotContain(List.of(role));
  }

  @PostgresTest
  void namesTheStatementThatFailed(TestDatabase database) {
    assertThatThrownBy(() -> database.sql("SELECT 1/0"))
        .isInstanceOf(StatementFailed.class)
        .hasMessage("ERROR: division by zero in: SELECT 1/0");
  }

  @PostgresTest
  void givesEachParameterItsOwnDatabase(TestDatabase first, TestDatabase second) {
    assertThat(first.name()).isNotEqualTo(second.name());
  }
}
