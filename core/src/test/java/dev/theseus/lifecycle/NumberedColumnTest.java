package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A column that numbers its rows comes to a table without rewriting it.
@Tag("postgres")
class NumberedColumnTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWritingWhileRowsAreNumbered(int major, Scenario scenario)
      throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void goesOnWhereTheSequenceStandsAndRewritesNothing(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          "CREATE TABLE events (at integer); INSERT INTO events SELECT generate_series(1, 3000)");
      String file = "SELECT relfilenode FROM pg_class WHERE oid = 'events'::regclass";
      long before = database.number(file);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      theseus.start(
          Lifecycle.plan(
              theseus,
              "v1_number",
              "ALTER TABLE events ADD id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100);"));
      database.sql("INSERT INTO events (at) VALUES (3001)");

      assertThat(database.number(file)).isEqualTo(before);
      assertThat(database.number("SELECT count(DISTINCT id) FROM events")).isEqualTo(3001);
      assertThat(database.number("SELECT min(id) FROM events")).isEqualTo(100);
      assertThat(database.number("SELECT id FROM events WHERE at = 3001")).isEqualTo(3100);
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relname LIKE 'events%'"))
          .isEqualTo(1);
      theseus.rollback();
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relname LIKE 'events%'"))
          .isZero();
    }
  }

  /// The domain's default counts as the column's own: PostgreSQL would write the table anew.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void fillsAColumnWhoseDomainGivesEachRowAValueOfItsOwn(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          "CREATE TABLE events (at integer); INSERT INTO events SELECT generate_series(1, 3000)",
          "CREATE DOMAIN token AS uuid DEFAULT gen_random_uuid()",
          "CREATE DOMAIN steady AS integer DEFAULT 7");
      String file = "SELECT relfilenode FROM pg_class WHERE oid = 'events'::regclass";
      long before = database.number(file);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      theseus.start(
          Lifecycle.plan(
              theseus,
              "v1_token",
              "ALTER TABLE events ADD token token, ADD n steady NOT NULL, ADD empty token DEFAULT"
                  + " NULL;"));
      database.sql("INSERT INTO events (at) VALUES (3001)");

      assertThat(database.number(file)).isEqualTo(before);
      assertThat(database.number("SELECT count(DISTINCT token) FROM events")).isEqualTo(3001);
      assertThat(database.number("SELECT sum(n) FROM events")).isEqualTo(7 * 3001);
      assertThat(database.number("SELECT count(empty) FROM events")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void refusesADomainWhoseDefaultWouldStandInForTheOldVersionsRows(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql("CREATE TABLE events (at integer)", "CREATE DOMAIN steady AS bigint DEFAULT 7");
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "v1_steady",
                      "-- theseus:up events.n = at\nALTER TABLE events ADD n steady;"))
          .hasMessageContaining(
              "column \"n\" of \"public.events\" has the domain \"public\".\"steady\", whose"
                  + " default")
          .hasMessageContaining("write the domain's base type");
      assertThatThrownBy(
              () ->
                  Lifecycle.plan(theseus, "v1_steady", "ALTER TABLE events ALTER at TYPE steady;"))
          .hasMessageContaining("column \"at\" of \"public.events\" would get the domain");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void letsEverybodyInsertWhereEverybodyMay(int major) throws SQLException {
    try (TestDatabase database = TestServers.database(major)) {
      String role = database.role("clerk");
      database.sql("CREATE TABLE events (at integer)", "GRANT INSERT ON events TO PUBLIC");
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      theseus.start(Lifecycle.plan(theseus, "v1_number", "ALTER TABLE events ADD id bigserial;"));

      try (Connection connection = database.connect(role);
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate("INSERT INTO events (at) VALUES (1)")).isEqualTo(1);
      }
    }
  }

  /// The default of the column takes its number with the rights of who inserts, not of the view's
  /// owner.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void letsThoseInsertWhoComeThroughAViewOrIntoAPartition(int major) throws SQLException {
    try (TestDatabase database = TestServers.database(major)) {
      String viewer = database.role("viewer");
      String column = database.role("columns");
      String part = database.role("part");
      String reader = database.role("reader");
      database.sql(
          "CREATE TABLE events (at integer, name text) PARTITION BY RANGE (at)",
          "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (100)",
          "CREATE VIEW early AS SELECT * FROM events WHERE at < 10",
          "CREATE VIEW earlier AS SELECT * FROM early",
          "CREATE VIEW part AS SELECT at FROM events_1",
          "CREATE VIEW counts AS SELECT count(*) AS n FROM events",
          "GRANT INSERT ON earlier TO " + viewer,
          "GRANT INSERT (at) ON early TO " + column,
          "GRANT INSERT ON events_1, part TO " + part,
          "GRANT SELECT ON events, early TO " + reader,
          "GRANT INSERT ON counts TO " + reader);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      theseus.start(Lifecycle.plan(theseus, "v1_number", "ALTER TABLE events ADD id bigserial;"));

      insert(database, viewer, "INSERT INTO earlier (at) VALUES (1)");
      insert(database, column, "INSERT INTO early (at) VALUES (2)");
      insert(database, part, "INSERT INTO events_1 (at) VALUES (3)");
      insert(database, part, "INSERT INTO part VALUES (4)");
      assertThat(database.number("SELECT count(DISTINCT id) FROM events")).isEqualTo(4);
      assertThat(
              database.one(
                  "SELECT has_sequence_privilege('%s', 'events_id_seq', 'USAGE')"
                      .formatted(reader)))
          .isEqualTo("f");
    }
  }

  private static void insert(TestDatabase database, String role, String sql) throws SQLException {
    try (Connection connection = database.connect(role);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
    }
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(NumberedColumnScenarios.all());
  }
}
