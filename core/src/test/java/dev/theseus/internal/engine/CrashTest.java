package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("postgres")
final class CrashTest {
  private static String undisturbed = "";

  /// What a killed process leaves: an error nobody handles, and a connection that is gone.
  private static final class Killed extends Error {}

  record Moment(Seam.Point point, String step) {}

  static Stream<Moment> momentsOfStart() {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(Seam.Point.STATE_ENTERED, "started"));
    for (Step step : PricePlan.steps().subList(0, 7)) {
      moments.add(new Moment(Seam.Point.BEFORE_STEP, step.id()));
      moments.add(new Moment(Seam.Point.AFTER_STEP, step.id()));
      if (!step.id().equals("fill")) {
        moments.add(new Moment(Seam.Point.BEFORE_COMMIT, step.id()));
      }
    }
    return moments.stream();
  }

  static Stream<Moment> momentsOfRollback() {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(Seam.Point.STATE_ENTERED, "rolling_back"));
    for (Step step : PricePlan.steps().subList(0, 7)) {
      moments.add(new Moment(Seam.Point.BEFORE_UNDO, step.id()));
      moments.add(new Moment(Seam.Point.AFTER_UNDO, step.id()));
    }
    return moments.stream();
  }

  @ParameterizedTest
  @MethodSource("momentsOfStart")
  void resumesAndRollsBackAfterBeingKilledWhileStarting(Moment moment) {
    try (TestDatabase database = TestServers.database()) {
      PricePlan.prepare(database);
      String before = CatalogDump.of(database).toString();
      Plan plan = PricePlan.of(database);
      String undisturbed = undisturbed();

      assertThatThrownBy(() -> dying(database, moment).start(plan)).isInstanceOf(Killed.class);
      assertThat(healthy(database).rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
      assertThat(CatalogDump.of(database).toString()).isEqualTo(before);

      assertThatThrownBy(() -> dying(database, moment).start(plan)).isInstanceOf(Killed.class);
      assertThat(healthy(database).resume().state()).isEqualTo(MigrationState.STARTED);
      assertThat(CatalogDump.of(database).toString()).isEqualTo(undisturbed);
      assertThat(database.number("SELECT count(*) FROM items WHERE price_cents = price * 100"))
          .isEqualTo(500);
    }
  }

  @ParameterizedTest
  @MethodSource("momentsOfRollback")
  void finishesARollbackAfterBeingKilled(Moment moment) {
    try (TestDatabase database = TestServers.database()) {
      PricePlan.prepare(database);
      String before = CatalogDump.of(database).toString();
      healthy(database).start(PricePlan.of(database));

      assertThatThrownBy(() -> dying(database, moment).rollback()).isInstanceOf(Killed.class);

      assertThat(healthy(database).resume().state()).isEqualTo(MigrationState.ROLLED_BACK);
      assertThat(CatalogDump.of(database).toString()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("momentsOfStart")
  void goesOnByItselfWhenTheServerEndsItsSession(Moment moment) {
    try (TestDatabase database = TestServers.database()) {
      PricePlan.prepare(database);
      AtomicBoolean done = new AtomicBoolean();
      Engine engine =
          new Engine(
              EngineSettings.defaults(database.dataSource()),
              new BackfillRows(Pacing.standard().withCourtesy(0)),
              (point, step, session) -> {
                if (new Moment(point, step).equals(moment) && done.compareAndSet(false, true)) {
                  database.sql("SELECT pg_terminate_backend(%d)".formatted(session.pid()));
                }
              });

      assertThat(engine.start(PricePlan.of(database)).state()).isEqualTo(MigrationState.STARTED);

      assertThat(done).isTrue();
      assertThat(CatalogDump.of(database).toString()).isEqualTo(undisturbed());
    }
  }

  @PostgresTest
  void finishesAReopeningAfterBeingKilled(TestDatabase database) {
    PricePlan.prepare(database);
    Engine healthy = healthy(database);
    healthy.start(PricePlan.of(database));
    String started = CatalogDump.of(database).toString();
    healthy.complete();

    Moment moment = new Moment(Seam.Point.AFTER_UNDO, "old-index");
    assertThatThrownBy(() -> dying(database, moment).rollback()).isInstanceOf(Killed.class);

    assertThat(healthy.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(CatalogDump.of(database).toString()).isEqualTo(started);
  }

  /// What a run that nothing disturbs leaves; the same for all tests.
  private static synchronized String undisturbed() {
    if (!undisturbed.isEmpty()) {
      return undisturbed;
    }
    try (TestDatabase database = TestServers.database()) {
      PricePlan.prepare(database);
      healthy(database).start(PricePlan.of(database));
      undisturbed = CatalogDump.of(database).toString();
      return undisturbed;
    }
  }

  private static Engine healthy(TestDatabase database) {
    return new Engine(
        EngineSettings.defaults(database.dataSource()), Pacing.standard().withCourtesy(0));
  }

  private static Engine dying(TestDatabase database, Moment moment) {
    return new Engine(
        EngineSettings.defaults(database.dataSource()),
        new BackfillRows(Pacing.standard().withCourtesy(0)),
        (point, step, session) -> {
          if (new Moment(point, step).equals(moment)) {
            session.abort();
            throw new Killed();
          }
        });
  }
}
