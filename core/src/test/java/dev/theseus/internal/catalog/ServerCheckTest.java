package dev.theseus.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServerCheckTest {
  @EachMajor
  void letsAnOwnerPassAndTellsTheVersion(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    try (Connection connection = database.connect(owner);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE public.mine (id int)");

      ServerVersion version =
          new ServerCheck()
              .check(
                  connection,
                  Set.of(QualifiedName.of("public", "mine"), QualifiedName.of("public", "absent")));

      assertThat(version.major()).isEqualTo(database.major());
      statement.execute("CREATE SCHEMA theseus");
      assertThat(new ServerCheck().check(connection)).isEqualTo(version);
    }
  }

  @EachMajor
  void refusesReadOnlySessions(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    try (Connection connection = database.connect(owner);
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = on");

      refuses(
          connection,
          ProblemCode.READ_ONLY_SERVER,
          ("transactions of role \"%s\" in database \"%s\" are read-only; set"
                  + " default_transaction_read_only to off for the role or in the connection's"
                  + " options")
              .formatted(owner, database.name()));
    }
  }

  @EachMajor
  void refusesRoleThatMayNotCreateTheStateSchema(TestDatabase database) throws SQLException {
    String guest = database.role("guest");
    try (Connection connection = database.connect(guest)) {
      refuses(
          connection,
          ProblemCode.MISSING_PRIVILEGE,
          ("role \"%s\" may not create schema \"theseus\" in database \"%s\"; let the database's"
                  + " owner run: GRANT CREATE ON DATABASE \"%s\" TO \"%s\"")
              .formatted(guest, database.name(), database.name(), guest));
    }
  }

  @EachMajor
  void refusesRoleThatDoesNotOwnTheStateSchema(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    String other = database.ownerRole("other");
    database.sql("CREATE SCHEMA theseus AUTHORIZATION " + Identifier.of(owner).quoted());
    try (Connection connection = database.connect(other)) {
      refuses(
          connection,
          ProblemCode.MISSING_PRIVILEGE,
          ("schema \"theseus\" in database \"%s\" belongs to role \"%s\", and role \"%s\" has not"
                  + " its rights; connect as that role, or run: GRANT \"%s\" TO \"%s\"")
              .formatted(database.name(), owner, other, owner, other));
    }
    database.sql(
        "GRANT %s TO %s".formatted(Identifier.of(owner).quoted(), Identifier.of(other).quoted()));
    try (Connection connection = database.connect(other)) {
      assertThat(new ServerCheck().check(connection).major()).isEqualTo(database.major());
    }
  }

  @EachMajor
  void namesEachTableThatBelongsToAnotherRole(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    String other = database.ownerRole("other");
    try (Connection connection = database.connect(owner);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE public.a (id int); CREATE TABLE public.b (id int)");
    }
    try (Connection connection = database.connect(other)) {
      Set<QualifiedName> tables =
          Set.of(QualifiedName.of("public", "b"), QualifiedName.of("public", "a"));
      String rest =
          (" belongs to role \"%s\", and role \"%s\" has not its rights; connect as"
                  + " that role, or run: GRANT \"%s\" TO \"%s\"")
              .formatted(owner, other, owner, other);

      assertThatExceptionOfType(DatabaseFailure.class)
          .isThrownBy(() -> new ServerCheck().check(connection, tables))
          .withMessage("table \"public\".\"a\"" + rest + "\ntable \"public\".\"b\"" + rest);
    }
  }

  @Test
  void refusesServersOlderThanTheOldestSupportedOne() {
    assertThat(ServerCheck.serverProblems(session(130_022, false)))
        .containsExactly(
            Problem.of(
                ProblemCode.SERVER_TOO_OLD,
                "the server is PostgreSQL 13.22",
                "upgrade it to PostgreSQL 14 or later"));
  }

  @Test
  void refusesStandby() {
    assertThat(ServerCheck.serverProblems(session(180_000, true)))
        .singleElement()
        .extracting(Problem::text)
        .isEqualTo(
            "the server of database \"shop\" is a standby, which takes no writes; connect to its"
                + " primary (with several hosts in the URL, add targetServerType=primary)");
  }

  private static ServerCheck.Session session(int version, boolean standby) {
    return new ServerCheck.Session(
        new ServerVersion(version),
        standby,
        standby,
        Identifier.of("app"),
        Identifier.of("shop"),
        true,
        false,
        false,
        "");
  }

  private static void refuses(Connection connection, ProblemCode code, String text) {
    assertThatExceptionOfType(DatabaseFailure.class)
        .isThrownBy(() -> new ServerCheck().check(connection))
        .withMessage(text)
        .satisfies(failure -> assertThat(failure.problem().code()).isEqualTo(code));
  }
}
