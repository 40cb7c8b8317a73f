package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.embedded.ShutdownMode;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.Address;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The primary is gone in the middle of a migration and its standby takes its place.
@Tag("postgres")
final class PromotionTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// What a killed process leaves: an error nobody handles, and a connection that is gone.
  private static final class Killed extends Error {}

  /// The oldest and the newest major.
  static Stream<Integer> majors() {
    return Stream.of(TestServers.majors().getFirst(), TestServers.majors().getLast()).distinct();
  }

  private static EmbeddedPostgres server(int major) {
    return EmbeddedPostgres.builder().major(major).start();
  }

  /// A migration that stands still.
  ///
  /// @param before what `rollback` has to come to
  /// @param started what `resume` has to come to
  private record Half(
      String where, TestDatabase database, Plan plan, Snapshot before, Snapshot started) {
    static Half after(TestDatabase database, FaultCase migration, int number) {
      Plan plan = FaultMatrix.prepare(database, migration);
      Snapshot before = Snapshot.of(database);
      Engine engine = FaultMatrix.engine(database.dataSource(), LIMIT);
      engine.start(plan);
      Snapshot started = Snapshot.of(database);
      engine.rollback();
      List<Step> steps = plan.steps(Phase.Verb.START);
      Step step = steps.get(number * (steps.size() - 1) / 2);
      Seam.Point point = number % 2 == 0 ? Seam.Point.AFTER_STEP : Seam.Point.BEFORE_COMMIT;
      Seam dying =
          (at, id, session) -> {
            if (at == point && id.equals(step.id())) {
              session.abort();
              throw new Killed();
            }
          };
      String where = "%s, %s %s".formatted(migration, point, step.id());
      assertThatThrownBy(() -> FaultMatrix.engine(database.dataSource(), LIMIT, dying).start(plan))
          .as(where)
          .isInstanceOf(Killed.class);
      return new Half(where, database, plan, before, started);
    }
  }

  @ParameterizedTest
  @MethodSource("majors")
  void goesOnOrBackOnThePromotedStandby(int major) throws SQLException {
    promoted(major, List.of(FaultCase.requiredColumn()));
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("majors")
  void goesOnOrBackWithMoreMigrationsOnThePromotedStandby(int major) throws SQLException {
    promoted(major, List.of(FaultCase.conversion(), FaultCase.partitionedIndex()));
  }

  private static void promoted(int major, List<FaultCase> migrations) throws SQLException {
    try (EmbeddedPostgres primary = server(major)) {
      List<Half> halves = new ArrayList<>();
      try (EmbeddedPostgres standby = primary.startStandby()) {
        for (FaultCase migration : migrations) {
          for (int number = 0; number < 3; number++) {
            halves.add(Half.after(TestDatabase.on(primary), migration, number));
          }
        }
        standby.awaitReplay(LIMIT);
        primary.stop(ShutdownMode.IMMEDIATE);
        standby.promote();
        for (Half half : halves) {
          finish(half, half.database().asOn(standby));
        }
        TestDatabase any = halves.getFirst().database().asOn(standby);
        until(
            "no advisory lock is left",
            () -> any.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0);
      }
    }
  }

  private static void finish(Half half, TestDatabase promoted) {
    Engine engine = FaultMatrix.engine(promoted.dataSource(), LIMIT);
    assertThat(engine.resume().state()).as(half.where()).isEqualTo(MigrationState.STARTED);
    assertThat(half.started().changesTo(Snapshot.of(promoted))).as(half.where()).isEmpty();
    assertThat(engine.rollback().state()).as(half.where()).isEqualTo(MigrationState.ROLLED_BACK);
    assertThat(half.before().changesTo(Snapshot.of(promoted))).as(half.where()).isEmpty();
  }

  /// What the primary wrote last never reached the standby; the runner saw it done.
  @ParameterizedTest
  @MethodSource("majors")
  void doesAgainWhatThePromotedStandbyHasNotSeen(int major) throws SQLException {
    try (EmbeddedPostgres primary = server(major);
        EmbeddedPostgres standby = primary.startStandby();
        TestDatabase database = TestDatabase.on(primary)) {
      PricePlan.prepare(database);
      Plan plan = PricePlan.of(database);
      Snapshot before = Snapshot.of(database);
      Engine engine = FaultMatrix.engine(database.dataSource(), LIMIT);
      engine.start(plan);
      Snapshot started = Snapshot.of(database);
      engine.rollback();

      TestDatabase promoted = database.asOn(standby);
      Address address = new Address(database.dataSource());
      Engine failedOver =
          FaultMatrix.engine(
              address, LIMIT, new Failover(address, standby, promoted, "column", "validate"));
      assertThat(failedOver.start(plan).state()).isEqualTo(MigrationState.STARTED);

      assertThat(started.changesTo(Snapshot.of(promoted))).isEmpty();
      assertThat(failedOver.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
      assertThat(before.changesTo(Snapshot.of(promoted))).isEmpty();
    }
  }

  /// Stops the replication behind one step and lets the standby take over before another.
  private static final class Failover implements Seam {
    private final Address address;
    private final EmbeddedPostgres standby;
    private final TestDatabase promoted;
    private final String last;
    private final String switched;
    private final AtomicBoolean done = new AtomicBoolean();

    Failover(
        Address address,
        EmbeddedPostgres standby,
        TestDatabase promoted,
        String last,
        String switched) {
      this.address = address;
      this.standby = standby;
      this.promoted = promoted;
      this.last = last;
      this.switched = switched;
    }

    @Override
    public void at(Point point, String step, Session session) throws SQLException {
      if (done.get()) {
        return;
      }
      if (point == Point.AFTER_STEP && step.equals(last)) {
        standby.awaitReplay(LIMIT);
        cutOff(promoted);
      }
      if (point == Point.BEFORE_STEP && step.equals(switched)) {
        done.set(true);
        standby.promote();
        address.to(promoted.dataSource());
        session.abort();
      }
    }
  }

  /// Nothing more comes to the standby.
  private static void cutOff(TestDatabase standby) {
    standby.sql("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
    until(
        "replication stands still",
        () -> standby.number("SELECT count(*) FROM pg_stat_wal_receiver") == 0);
  }

  @ParameterizedTest
  @MethodSource("majors")
  void doesNothingOnAStandby(int major) throws SQLException {
    try (EmbeddedPostgres primary = server(major);
        EmbeddedPostgres standby = primary.startStandby();
        TestDatabase database = TestDatabase.on(primary)) {
      PricePlan.prepare(database);
      Plan plan = PricePlan.of(database);
      TestDatabase follower = database.asOn(standby);
      Address address = new Address(database.dataSource());
      AtomicBoolean done = new AtomicBoolean();
      Engine engine =
          FaultMatrix.engine(
              address,
              Duration.ofMillis(300),
              (point, step, session) -> {
                if (step.equals("check") && done.compareAndSet(false, true)) {
                  address.to(follower.dataSource());
                  session.abort();
                }
              });

      assertThatThrownBy(() -> engine.start(plan))
          .isInstanceOfSatisfying(
              MigrationException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.CONNECTION_LOST));
      assertThatThrownBy(engine::resume)
          .isInstanceOfSatisfying(
              MigrationException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.READ_ONLY_SERVER));

      address.to(database.dataSource());
      assertThat(database.number("SELECT count(*) FROM theseus.step")).isEqualTo(2);
      assertThat(engine.resume().state()).isEqualTo(MigrationState.STARTED);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(String what, Condition condition) {
    Instant end = Instant.now().plus(LIMIT);
    while (!condition.holds()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      Thread.onSpinWait();
    }
  }
}
