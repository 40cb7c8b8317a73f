package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationListener;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.status.BackfillStatus;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A release with data changes that must happen once for each row, killed wherever it can be.
@Tag("postgres")
final class DataChangeCrashTest {
  private static final Identifier BASE = Identifier.of("public");
  private static final int ROWS = 3000;
  private static final String RELEASE =
      """
      -- theseus:batch on
      UPDATE counters SET n = n + 1;
      CREATE TABLE archive (id bigint, n int);
      -- theseus:batch on
      INSERT INTO archive SELECT id, n FROM counters WHERE id % 2 = 0;
      -- theseus:batch on
      DELETE FROM counters WHERE id % 10 = 0;
      """;
  private static final String UPDATE = "expand/public.counters.update";
  private static final List<String> STEPS =
      List.of(UPDATE, "expand/public.archive.insert", "expand/public.counters.delete");

  /// What a killed process leaves: an error nobody handles, and a connection that is gone.
  private static final class Killed extends Error {}

  record Moment(Seam.Point point, String step) {}

  static Stream<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    for (String step : STEPS) {
      moments.add(new Moment(Seam.Point.BEFORE_STEP, step));
      moments.add(new Moment(Seam.Point.BEFORE_COMMIT, step));
      moments.add(new Moment(Seam.Point.AFTER_STEP, step));
    }
    return moments.stream();
  }

  private static Plan prepared(TestDatabase database) {
    database.sql(
        "CREATE TABLE counters (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0)",
        "INSERT INTO counters SELECT i FROM generate_series(1, %d) i".formatted(ROWS));
    Migration migration =
        new MigrationReader(ReaderOptions.of(BASE)).read("V1__count.sql", RELEASE);
    return Planner.plan(
        new Release("V1__count", BASE, List.of(migration)),
        Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE)));
  }

  private static void assertDone(TestDatabase database) {
    assertThat(database.number("SELECT count(*) FROM counters")).isEqualTo(ROWS * 9 / 10);
    assertThat(database.number("SELECT count(*) FROM counters WHERE n <> 1")).isZero();
    assertThat(database.number("SELECT count(*) FROM archive")).isEqualTo(ROWS / 2);
    assertThat(database.number("SELECT count(DISTINCT id) FROM archive WHERE n = 1"))
        .isEqualTo(ROWS / 2);
  }

  @ParameterizedTest
  @MethodSource("moments")
  void takesEachRowOnceWhenKilledBetweenSteps(Moment moment) {
    try (TestDatabase database = TestServers.database()) {
      Plan plan = prepared(database);
      AtomicBoolean done = new AtomicBoolean();
      Seam deadly =
          (point, step, session) -> {
            if (new Moment(point, step).equals(moment) && done.compareAndSet(false, true)) {
              session.abort();
              throw new Killed();
            }
          };

      assertThatThrownBy(() -> engine(database, MigrationListener.silent(), deadly).start(plan))
          .isInstanceOf(Killed.class);
      assertThat(healthy(database).resume().state()).isEqualTo(MigrationState.STARTED);

      assertDone(database);
    }
  }

  @EachMajor
  void takesEachRowOnceWhenItsSessionEndsInMidBatch(TestDatabase database) {
    Plan plan = prepared(database);
    AtomicInteger ends = new AtomicInteger();
    MigrationListener listener =
        event -> {
          if (event instanceof MigrationEvent.BackfillProgress && ends.incrementAndGet() <= 7) {
            database.sql(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE application_name = 'theseus' AND datname = current_database()
                """);
          }
        };

    assertThat(engine(database, listener, Seam.none()).start(plan).state())
        .isEqualTo(MigrationState.STARTED);

    assertThat(ends.get()).isGreaterThan(7);
    assertDone(database);
  }

  @EachMajor
  void changesNoRowTwiceWhenRolledBackInTheMiddleAndStartedAgain(TestDatabase database) {
    Plan plan = prepared(database);
    MigrationListener listener =
        event -> {
          if (event instanceof MigrationEvent.BackfillProgress progress
              && progress.step().equals(UPDATE)) {
            throw new Killed();
          }
        };

    assertThatThrownBy(() -> engine(database, listener, Seam.none()).start(plan))
        .isInstanceOf(Killed.class);
    long changed = database.number("SELECT count(*) FROM counters WHERE n = 1");
    assertThat(changed).isBetween(1L, ROWS - 1L);
    assertThat(healthy(database).rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
    assertThat(healthy(database).start(plan).state()).isEqualTo(MigrationState.STARTED);
    assertDone(database);

    assertThat(healthy(database).rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
    assertThat(database.one("SELECT to_regclass('archive')")).isNull();
    assertThat(healthy(database).start(plan).state()).isEqualTo(MigrationState.STARTED);
    assertThat(database.number("SELECT count(*) FROM counters WHERE n <> 1")).isZero();
    assertThat(database.number("SELECT count(*) FROM archive WHERE n = 1")).isEqualTo(ROWS * 2 / 5);
  }

  @PostgresTest
  void isShownByItsStatus(TestDatabase database) {
    Plan plan = prepared(database);

    List<BackfillStatus> shown = healthy(database).start(plan).backfills();

    assertThat(shown).extracting(BackfillStatus::step).containsExactlyElementsOf(STEPS);
    assertThat(shown.getFirst().relation()).isEqualTo("public.counters");
    assertThat(shown.getFirst().rows()).isEqualTo(ROWS);
    assertThat(shown).allMatch(one -> one.finished() && one.blocksDone() == one.blocksTotal());
  }

  private static Engine healthy(TestDatabase database) {
    return engine(database, MigrationListener.silent(), Seam.none());
  }

  private static Engine engine(TestDatabase database, MigrationListener listener, Seam seam) {
    EngineSettings defaults = EngineSettings.defaults(database.dataSource());
    EngineSettings settings =
        new EngineSettings(
            defaults.dataSource(),
            listener,
            defaults.lockBudget(),
            defaults.blockers(),
            defaults.soak(),
            defaults.reconnecting(),
            defaults.gates(),
            defaults.time());
    return new Engine(
        settings, new BackfillRows(Pacing.standard().withMaxRowsPerSecond(20_000)), seam);
  }
}
