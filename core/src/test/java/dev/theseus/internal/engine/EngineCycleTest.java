package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.StepStatus;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

final class EngineCycleTest {
  private final List<MigrationEvent> events = new ArrayList<>();

  private Engine engine(TestDatabase database) {
    EngineSettings defaults = EngineSettings.defaults(database.dataSource());
    return new Engine(
        new EngineSettings(
            defaults.dataSource(),
            events::add,
            LockBudget.defaults(),
            defaults.blockers(),
            Duration.ofHours(24),
            Duration.ofSeconds(20),
            List.of(),
            defaults.time()),
        Pacing.standard().withCourtesy(0));
  }

  @EachMajor
  void startsCompletesAndContracts(TestDatabase database) {
    PricePlan.prepare(database);
    Engine engine = engine(database);

    MigrationStatus started = engine.start(PricePlan.of(database));

    assertThat(started.state()).isEqualTo(MigrationState.STARTED);
    assertThat(started.changed()).isTrue();
    assertThat(started.summary())
        .isEqualTo("migration r1: it is started: old and new version both work");
    assertThat(started.steps())
        .filteredOn(step -> step.progress() == StepStatus.Progress.DONE)
        .extracting(StepStatus::id)
        .containsExactly("column", "index", "check", "fill", "verify", "validate", "publish");
    assertThat(database.number("SELECT count(*) FROM items WHERE price_cents = price * 100"))
        .isEqualTo(500);
    assertThat(engine.complete().state()).isEqualTo(MigrationState.COMPLETED);
    MigrationStatus contracted = engine.contract(ContractOptions.withSoak(Duration.ZERO));
    assertThat(contracted.state()).isEqualTo(MigrationState.CONTRACTED);
    assertThat(contracted.runner()).isPresent();
    assertThat(
            database.query(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'items'::regclass"
                    + " AND attnum > 0 AND NOT attisdropped"))
        .containsExactly(List.of("id"), List.of("price_cents"));
  }

  @EachMajor
  void rollbackRestoresWhatWasThere(TestDatabase database) {
    PricePlan.prepare(database);
    Engine engine = engine(database);
    String before = CatalogDump.of(database).toString();
    Plan plan = PricePlan.of(database);

    engine.start(plan);
    MigrationStatus rolledBack = engine.rollback();

    assertThat(rolledBack.state()).isEqualTo(MigrationState.ROLLED_BACK);
    assertThat(CatalogDump.of(database).toString()).isEqualTo(before);
    assertThat(engine.start(plan).state()).isEqualTo(MigrationState.STARTED);
    engine.complete();
    MigrationStatus reopened = engine.rollback();
    assertThat(reopened.state()).isEqualTo(MigrationState.STARTED);
    assertThat(reopened.times().completed()).isEmpty();
    assertThat(database.one("SELECT to_regclass('items_price')")).isEqualTo("items_price");
    assertThat(engine.complete().state()).isEqualTo(MigrationState.COMPLETED);
    engine.rollback();
    engine.rollback();
    assertThat(CatalogDump.of(database).toString()).isEqualTo(before);
    assertThat(database.number("SELECT count(*) FROM theseus.step")).isZero();
  }

  @PostgresTest
  void everyCommandMayBeRepeated(TestDatabase database) {
    PricePlan.prepare(database);
    Engine engine = engine(database);
    Plan plan = PricePlan.of(database);

    engine.start(plan);
    assertThat(engine.start(plan).changed()).isFalse();
    MigrationStatus resumed = engine.resume();
    assertThat(resumed.changed()).isFalse();
    assertThat(resumed.summary()).isEqualTo("migration r1: nothing to resume: it is started");
    engine.complete();
    assertThat(engine.complete().changed()).isFalse();
    engine.contract(ContractOptions.withSoak(Duration.ZERO));
    assertThat(engine.contract(ContractOptions.defaults()).summary())
        .isEqualTo("migration r1: it is already contracted");
    assertThat(engine.start(plan).changed()).isFalse();
    assertThatThrownBy(engine::rollback)
        .isInstanceOf(StateConflict.class)
        .hasMessageContaining("restore from the backup");
  }

  @PostgresTest
  void refusesASecondMigration(TestDatabase database) {
    PricePlan.prepare(database);
    Engine engine = engine(database);
    engine.start(PricePlan.of(database));
    Plan other = PricePlan.plan("r2", database.major(), PricePlan.steps());
    Plan changed = PricePlan.plan("r1", database.major(), PricePlan.steps().subList(0, 3));

    assertThatThrownBy(() -> engine.start(other))
        .isInstanceOf(StateConflict.class)
        .hasMessage(
            "migration r1 is started, so r2 cannot start; bring it to its end with `theseus"
                + " complete` and `theseus contract`, or take it back with `theseus rollback`");
    assertThatThrownBy(() -> engine.start(changed))
        .isInstanceOf(StateConflict.class)
        .hasMessageContaining("with another plan than this one");
  }

  @PostgresTest
  void refusesToContractTooEarly(TestDatabase database) {
    PricePlan.prepare(database);
    Engine engine = engine(database);
    engine.start(PricePlan.of(database));
    assertThatThrownBy(() -> engine.contract(ContractOptions.defaults()))
        .hasMessage(
            "migration r1 is started, its old version still works; run `theseus complete` first");
    engine.complete();
    database.sql(
        """
        SELECT theseus.record_divergence('r1', 'items', 'old', 'price', '22003', 'x', '{"id": 3}');
        SELECT theseus.record_divergence('r1', 'items', 'old', 'price', '22003', 'x', '{"id": 4}');
        SELECT theseus.record_divergence('r1', 'items', 'new', 'price', '22003', 'x', '{"id": 5}');
        ALTER TABLE items DISABLE TRIGGER "~theseus_sync";
        UPDATE items SET price_cents = 77 WHERE id = 3
        """);

    assertThatThrownBy(() -> engine.contract(ContractOptions.defaults()))
        .isInstanceOfSatisfying(
            UnsafeMigration.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code)
                    .containsExactly(ProblemCode.SOAK_NOT_OVER, ProblemCode.UNVERIFIED_ROWS))
        .hasMessageContaining("1 rows hold an old value");
    MigrationStatus status = new Observer(database.dataSource()).status().orElseThrow();
    assertThat(status.divergence()).isEqualTo(new MigrationStatus.Divergence(2, 1));
    database.sql("UPDATE items SET price_cents = 3 WHERE id = 3");
    assertThat(engine.contract(ContractOptions.withSoak(Duration.ZERO)).state())
        .isEqualTo(MigrationState.CONTRACTED);
  }

  @PostgresTest
  void tellsWhatItDoes(TestDatabase database) {
    PricePlan.prepare(database);
    engine(database).start(PricePlan.of(database));

    assertThat(events)
        .filteredOn(MigrationEvent.StepFinished.class::isInstance)
        .extracting(event -> ((MigrationEvent.StepFinished) event).step())
        .containsExactly("column", "index", "check", "fill", "verify", "validate", "publish");
    assertThat(events).contains(new MigrationEvent.StateChanged("r1", "starting", "started"));
    assertThat(new Observer(database.dataSource()).history())
        .extracting(entry -> entry.what())
        .containsExactly("starting", "started");
  }

  @PostgresTest
  void refusesWhatNeedsAMigrationInAFreshDatabase(TestDatabase database) {
    Engine engine = engine(database);

    assertThatThrownBy(engine::complete)
        .hasMessage(
            "no migration was ever started in this database; run `theseus start` with a migration");
    assertThat(new Observer(database.dataSource()).status()).isEmpty();
    assertThat(database.one("SELECT to_regnamespace('theseus')")).isNull();
  }
}
