package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The same way through all phases on tables at the edges.
@Tag("postgres")
class HardLifecycleTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWriting(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  /// The old key cannot hold what the new version writes, yet no write may fail on it.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void takesKeysTheOldTypeCannotHold(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql("CREATE TABLE big (id integer PRIMARY KEY); INSERT INTO big VALUES (1);");
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      Plan plan = Lifecycle.plan(theseus, "v1_big", "ALTER TABLE big ALTER COLUMN id TYPE bigint;");
      theseus.start(plan);
      String view = plan.version().orElseThrow().schema().quoted() + ".big";

      database.sql(
          "INSERT INTO %s SELECT 5000000000 + n FROM generate_series(1, 50) n".formatted(view));

      assertThat(database.number("SELECT count(DISTINCT id) FROM big")).isEqualTo(51);
      assertThat(database.number("SELECT max(id) FROM " + view)).isEqualTo(5_000_000_050L);
      assertThat(database.number("SELECT count(*) FROM theseus.divergence WHERE side = 'new'"))
          .isPositive();
    }
  }

  /// What `down` gives breaks a CHECK of the old version; the new version's write goes through.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void takesValuesAnOldCheckRejects(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          """
          CREATE TABLE sizes (id integer PRIMARY KEY, size integer CHECK (size < 10), step integer,
            CONSTRAINT "up%wards" CHECK (size <= step));
          INSERT INTO sizes VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3);
          """);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      Plan plan =
          Lifecycle.plan(
              theseus,
              "v1_sizes",
              """
              -- theseus:down sizes.size = step
              ALTER TABLE sizes DROP COLUMN size;
              """);
      theseus.start(plan);

      database.sql(
          """
          SET search_path = %s;
          INSERT INTO sizes VALUES (4, 40), (5, 5);
          UPDATE sizes SET step = 20 WHERE id = 2;
          UPDATE sizes SET step = 0 WHERE id = 3;
          """
              .formatted(plan.version().orElseThrow().searchPath()));

      assertThat(database.query("SELECT id, size, step FROM sizes ORDER BY id"))
          .containsExactly(
              List.of("1", "1", "1"),
              List.of("2", "2", "20"),
              List.of("3", "0", "0"),
              Arrays.asList("4", null, "40"),
              List.of("5", "5", "5"));
      assertThat(database.number("SELECT count(*) FROM theseus.divergence WHERE side = 'new'"))
          .isPositive();
      theseus.rollback();
      assertThat(database.number("SELECT count(*) FROM pg_proc WHERE proname LIKE 'v1%'")).isZero();
    }
  }

  /// A subscriber's apply worker writes the old columns alone, or both as its publisher has them.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void keepsInStepWhatReplicationWrites(int major) throws SQLException {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          """
          CREATE TABLE part (id integer, n numeric(9,2)) PARTITION BY RANGE (id);
          CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (100);
          INSERT INTO part VALUES (1, 1);
          """);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      theseus.start(
          Lifecycle.plan(
              theseus,
              "v1_part",
              """
              -- theseus:up part.n = round(n)::integer
              -- theseus:down part.n = n
              ALTER TABLE part ALTER COLUMN n TYPE integer;
              """));

      try (Connection worker = database.connect();
          Statement statement = worker.createStatement()) {
        statement.execute("SET session_replication_role = replica");
        statement.execute("INSERT INTO part (id, n) VALUES (2, 2.4), (3, 3.4)");
        statement.execute("UPDATE part SET n = 4.4 WHERE id = 3");
        statement.execute("INSERT INTO part (id, n, _theseus_n) VALUES (5, 5.4, 5)");
        statement.execute("UPDATE part SET n = 6.4, _theseus_n = 6 WHERE id = 1");
      }

      assertThat(database.query("SELECT id, n, _theseus_n FROM part ORDER BY id"))
          .containsExactly(
              List.of("1", "6.40", "6"),
              List.of("2", "2.40", "2"),
              List.of("3", "4.40", "4"),
              List.of("5", "5.40", "5"));
      theseus.rollback();
      assertThat(database.number("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
          .isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void namesTheReleaseWhoseVersionSchemaAnotherWouldTake(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql("CREATE TABLE items (id integer PRIMARY KEY, name text);");
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      theseus.start(
          Lifecycle.plan(theseus, "V7__a", "ALTER TABLE items RENAME COLUMN name TO title;"));
      theseus.complete();
      theseus.contract(ContractOptions.withSoak(Duration.ZERO));

      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus, "V7_a", "ALTER TABLE items RENAME COLUMN title TO label;"))
          .hasMessageStartingWith(
              "release \"V7_a\" would be published as schema \"public_v7_a\", which exists and"
                  + " shows release \"V7__a\"");
    }
  }

  /// The tables stand in a schema of their own, their owner is no superuser, and the application
  /// may only read and write, some columns only by name.
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("restricted")
  void needsNoMoreThanTheRightsOfAnOwner(int major, Scenario scenario) throws InterruptedException {
    try (TestDatabase database = TestServers.database(major)) {
      Lifecycle.Setting setting =
          new Lifecycle.Setting(
              Identifier.of("Shop"),
              Optional.of(database.ownerRole("owner")),
              Optional.of(database.role("app")));
      try (Lifecycle lifecycle = new Lifecycle(database, scenario, setting)) {
        lifecycle.run();
      }
    }
  }

  static Stream<Arguments> restricted() {
    return TestServers.majors().stream()
        .flatMap(
            major ->
                RestrictedScenarios.all().stream()
                    .filter(one -> major >= 15 || !one.name().contains("rls"))
                    .map(one -> Arguments.of(major, one)));
  }

  static Stream<Arguments> scenarios() {
    return Scenario.inTurn(HardScenarios.all());
  }
}
