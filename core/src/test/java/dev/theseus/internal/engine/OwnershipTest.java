package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.internal.jdbc.Interruption;
import dev.theseus.internal.jdbc.SystemTime;
import dev.theseus.pacing.Pacing;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

final class OwnershipTest {
  @PostgresTest
  void refusesASecondRunnerAndNamesTheFirst(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    EngineSettings settings = EngineSettings.defaults(database.dataSource());
    Engine engine = new Engine(settings, Pacing.standard());

    try (Runner first = Runner.open(settings, new Interruption(new SystemTime()))) {
      assertThatThrownBy(() -> engine.start(PricePlan.of(database)))
          .isInstanceOfSatisfying(
              StateConflict.class,
              e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.ANOTHER_RUNNER))
          .hasMessageStartingWith(
              "another Theseus works on this database: process %d (theseus, user"
                  .formatted(first.session().pid()))
          .hasMessageContaining("started by process " + ProcessHandle.current().pid());
    }
    assertThat(engine.start(PricePlan.of(database)).state()).isEqualTo(MigrationState.STARTED);
  }

  @PostgresTest
  void doesNothingMoreOnceAnotherRunnerRaisedTheFence(TestDatabase database) {
    PricePlan.prepare(database);
    Engine paused =
        new Engine(
            EngineSettings.defaults(database.dataSource()),
            new BackfillRows(Pacing.standard()),
            (point, step, session) -> {
              if (point == Seam.Point.BEFORE_STEP && step.equals("column")) {
                database.sql("UPDATE theseus.lease SET fence = fence + 1");
              }
            });

    assertThatThrownBy(() -> paused.start(PricePlan.of(database)))
        .isInstanceOf(StateConflict.class)
        .hasMessageContaining("no longer owns the migration");
    assertThat(database.number("SELECT count(*) FROM theseus.step")).isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'items'::regclass"
                    + " AND attname = 'price_cents'"))
        .isZero();
  }

  @PostgresTest
  void stopsWhenItIsInterruptedAndGoesOnLater(TestDatabase database) {
    PricePlan.prepare(database);
    AtomicReference<Runnable> interrupt = new AtomicReference<>(() -> {});
    Engine engine =
        new Engine(
            EngineSettings.defaults(database.dataSource()),
            new BackfillRows(Pacing.standard()),
            (point, step, session) -> {
              if (point == Seam.Point.BEFORE_STEP && step.equals("fill")) {
                Objects.requireNonNull(interrupt.get()).run();
              }
            });
    interrupt.set(engine::interrupt);

    assertThatThrownBy(() -> engine.start(PricePlan.of(database)))
        .isInstanceOfSatisfying(
            MigrationException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.INTERRUPTED));
    Engine next = new Engine(EngineSettings.defaults(database.dataSource()), Pacing.standard());
    assertThat(new Observer(database.dataSource()).status().orElseThrow().lastError())
        .hasValueSatisfying(text -> assertThat(text).contains("interrupted"));
    assertThat(next.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(new Observer(database.dataSource()).status().orElseThrow().lastError()).isEmpty();
  }
}
