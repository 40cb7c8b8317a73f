package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Plan;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
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
    try (TestDatabase database = TestServers.database(major);
        Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      lifecycle.run();
    }
  }

  /// The old key cannot hold what the new version writes, yet no write may fail on it.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void takesKeysTheOldTypeCannotHold(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql("CREATE TABLE big (id integer PRIMARY KEY); INSERT INTO big VALUES (1);");
      Theseus theseus = Theseus.builder(database.dataSource()).build();
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
    return TestServers.majors().stream()
        .flatMap(major -> HardScenarios.all().stream().map(one -> Arguments.of(major, one)));
  }
}
