package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.MigrationException;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.Fault;
import dev.theseus.testkit.Proxy;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sync is switched off and on again while each statement of that is disturbed: what follows ends
/// as an undisturbed run (invariant 3).
@Tag("postgres")
final class ShedFaultTest {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.TERMINATE_BEFORE, Fault.TERMINATE_AFTER, Fault.CUT_BEFORE, Fault.SWALLOW_ANSWER);
  private static final int SOME = 41;

  /// What a killed process leaves.
  private static final class Killed extends Error {}

  /// One command, from a database in which it makes sense.
  private record Stage(TestDatabase from, Consumer<Engine> command) {}

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void survivesSomeFaults(int major) throws IOException {
    run(major, SOME);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void survivesEveryFault(int major) throws IOException {
    run(major, 1);
  }

  /// @param pace of so many moments, one is tried
  private static void run(int major, int pace) throws IOException {
    try (TestDatabase before = TestServers.database(major)) {
      Plan plan = FaultMatrix.prepare(before, FaultCase.conversion());
      Snapshot untouched = Snapshot.of(before);
      stopAtTheVerification(before, plan);
      try (TestDatabase shed = before.copy();
          TestDatabase started = before.copy()) {
        healthy(shed).shed("");
        write(shed);
        Snapshot expected = finished(started, new Stage(started, one -> one.shed("")));
        Stage off = new Stage(before, engine -> engine.shed("load"));
        Stage on = new Stage(shed, Engine::restore);
        for (Stage stage : List.of(off, on)) {
          int statements = statements(stage);
          assertThat(statements).isGreaterThan(10);
          for (int moment = pace; moment <= statements * FAULTS.size(); moment += pace) {
            strike(stage, moment, untouched, expected);
          }
        }
      }
    }
  }

  private static void strike(Stage stage, int moment, Snapshot untouched, Snapshot expected)
      throws IOException {
    Fault fault = FAULTS.get(moment % FAULTS.size());
    int number = 1 + (moment - 1) / FAULTS.size();
    boolean goesOn = moment % 2 == 0;
    String what = "statement %d, %s, %s".formatted(number, fault, goesOn ? "goes on" : "is gone");
    try (TestDatabase database = stage.from().copy();
        Proxy proxy = Proxy.before(database)) {
      AtomicInteger left = new AtomicInteger(number);
      Predicate<String> here = sql -> left.decrementAndGet() == 0;
      if (goesOn) {
        proxy.onStatement(here, fault);
      } else {
        proxy.lastStatement(here, fault);
      }
      Engine engine =
          FaultMatrix.engine(proxy.dataSource(), goesOn ? Duration.ofSeconds(30) : Duration.ZERO);
      try {
        stage.command().accept(engine);
      } catch (MigrationException e) {
        assertThat(goesOn).as(what + ": " + e.getMessage()).isFalse();
      }
      assertThat(proxy.sprung()).as(what).isTrue();
      if (moment % 3 == 0) {
        assertThat(healthy(database).rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(untouched.catalog().changesTo(Snapshot.of(database).catalog()))
            .as(what)
            .isEmpty();
      } else {
        assertThat(expected.changesTo(finished(database, stage))).as(what).isEmpty();
      }
    }
  }

  /// Repeats the command and carries the migration on until it is started.
  private static Snapshot finished(TestDatabase database, Stage stage) {
    Engine engine = healthy(database);
    stage.command().accept(engine);
    if (new Observer(database.dataSource()).status().orElseThrow().control().shed().isPresent()) {
      assertThatThrownBy(engine::resume).hasMessageContaining("is shed since");
      write(database);
    }
    engine.restore();
    assertThat(engine.restore().changed()).isFalse();
    assertThat(engine.resume().state()).isEqualTo(MigrationState.STARTED);
    assertThat(
            database.query(
                "SELECT what, count(*) FROM theseus.history WHERE what LIKE 'shed%' GROUP BY 1"
                    + " ORDER BY 1"))
        .containsExactly(List.of("shed", "1"), List.of("shed --restore", "1"));
    assertThat(
            database.number(
                "SELECT count(*) FROM products WHERE _theseus_price_cents IS DISTINCT FROM (price *"
                    + " 100)::bigint"))
        .isZero();
    return Snapshot.of(database);
  }

  private static void write(TestDatabase database) {
    database.sql("UPDATE products SET price = 7 WHERE id % 10 = 0 AND price <> 7");
  }

  private static int statements(Stage stage) throws IOException {
    try (TestDatabase database = stage.from().copy();
        Proxy proxy = Proxy.before(database)) {
      stage.command().accept(FaultMatrix.engine(proxy.dataSource(), Duration.ZERO));
      return proxy.statements().size();
    }
  }

  private static void stopAtTheVerification(TestDatabase database, Plan plan) {
    String verify =
        plan.steps().stream()
            .filter(Step.Verify.class::isInstance)
            .map(Step::id)
            .findFirst()
            .orElseThrow();
    Engine dying =
        FaultMatrix.engine(
            database.dataSource(),
            Duration.ZERO,
            (point, step, session) -> {
              if (point == Seam.Point.BEFORE_STEP && step.equals(verify)) {
                session.abort();
                throw new Killed();
              }
            });
    assertThatThrownBy(() -> dying.start(plan)).isInstanceOf(Killed.class);
  }

  private static Engine healthy(TestDatabase database) {
    return FaultMatrix.engine(database.dataSource(), Duration.ofSeconds(30));
  }
}
