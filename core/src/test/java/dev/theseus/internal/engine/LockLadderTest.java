package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.error.LockNotAcquired;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationListener;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.policy.LockBudget;
import dev.theseus.status.MigrationState;
import dev.theseus.status.StepStatus;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

final class LockLadderTest {
  private static Plan plan(TestDatabase database) {
    return PricePlan.plan(
        "r1",
        database.major(),
        List.of(
            PricePlan.transaction(
                PricePlan.head("column", Phase.EXPAND, PricePlan.exclusive()),
                "ALTER TABLE items ADD COLUMN note text",
                "ALTER TABLE items DROP COLUMN note")));
  }

  private static Engine engine(TestDatabase database, MigrationListener listener, Duration total) {
    return engine(database, listener, LockBudget.defaults().withTotal(total));
  }

  private static Engine engine(
      TestDatabase database, MigrationListener listener, LockBudget budget) {
    EngineSettings defaults = EngineSettings.defaults(database.dataSource());
    return new Engine(
        new EngineSettings(
            defaults.dataSource(),
            listener,
            budget,
            defaults.blockers(),
            defaults.soak(),
            defaults.reconnecting(),
            List.of(),
            defaults.time()),
        Pacing.standard());
  }

  @PostgresTest
  void namesWhoIsInTheWayAndGivesUpInTheEnd(TestDatabase database) throws SQLException {
    PricePlan.prepare(database);
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement()) {
      statement.execute("SET application_name = 'report'; BEGIN; SELECT count(*) FROM items");

      assertThatThrownBy(
              () ->
                  engine(database, MigrationListener.silent(), Duration.ofMillis(1500))
                      .start(plan(database)))
          .isInstanceOf(LockNotAcquired.class)
          .hasMessageContaining("no lock on public.items within 1 s")
          .hasMessageContaining("application report, idle in transaction for")
          .hasMessageContaining("AccessShareLock on public.items");
    }
    Engine again = engine(database, MigrationListener.silent(), Duration.ofMinutes(1));
    assertThat(again.resume().state()).isEqualTo(MigrationState.STARTED);
  }

  /// Each step has its own budget; the deadline is for all of them.
  @PostgresTest
  void givesUpWhenTheStepsTogetherHaveTriedLongEnough(TestDatabase database) throws SQLException {
    PricePlan.prepare(database);
    database.sql("CREATE TABLE others (id integer)");
    Plan plan =
        PricePlan.plan(
            "r1",
            database.major(),
            List.of(
                PricePlan.transaction(
                    PricePlan.head("first", Phase.EXPAND, PricePlan.exclusive()),
                    "ALTER TABLE items ADD COLUMN note text",
                    "ALTER TABLE items DROP COLUMN note"),
                PricePlan.transaction(
                    PricePlan.head("second", Phase.EXPAND, PricePlan.exclusive()),
                    "ALTER TABLE items ADD COLUMN more text",
                    "ALTER TABLE items DROP COLUMN more")));
    LockBudget budget =
        LockBudget.defaults()
            .withTotal(Duration.ofSeconds(30))
            .withDeadline(Duration.ofMillis(1500));
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement()) {
      statement.execute("BEGIN; SELECT count(*) FROM items");
      AtomicBoolean free = new AtomicBoolean();
      MigrationListener listener =
          event -> {
            try {
              if (event instanceof MigrationEvent.LockBlocked && free.compareAndSet(false, true)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(800));
                statement.execute("COMMIT");
              } else if (event instanceof MigrationEvent.StepFinished) {
                statement.execute("BEGIN; SELECT count(*) FROM items");
              }
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          };

      assertThatThrownBy(() -> engine(database, listener, budget).start(plan))
          .isInstanceOf(LockNotAcquired.class)
          .hasMessageContaining("no lock on public.items within 0 s")
          .hasMessageContaining(
              "(step second); the steps of this command have tried for 1 s together");
    }
    assertThat(engine(database, MigrationListener.silent(), budget).resume().state())
        .isEqualTo(MigrationState.STARTED);
  }

  /// A long transaction is in the way: without a budget, every read would wait until it ends.
  @PostgresTest
  void makesNobodyWaitForLongBehindALongTransaction(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    CountDownLatch blocked = new CountDownLatch(3);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        Connection blocker = database.connect();
        Statement statement = blocker.createStatement()) {
      statement.execute("BEGIN; SELECT count(*) FROM items");
      CompletableFuture<Long> slowest =
          CompletableFuture.supplyAsync(() -> slowestRead(database, done), threads);
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(
              () ->
                  engine(
                          database,
                          event -> {
                            if (event instanceof MigrationEvent.LockBlocked) {
                              blocked.countDown();
                            }
                          },
                          Duration.ofMinutes(1))
                      .start(plan(database))
                      .state(),
              threads);
      assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
      statement.execute("COMMIT");

      assertThat(started.get(60, TimeUnit.SECONDS)).isEqualTo(MigrationState.STARTED);
      done.set(true);
      // One try waits 500 ms at most, and tries as long as that are made against short ones only.
      assertThat(slowest.get(60, TimeUnit.SECONDS)).isLessThan(600);
    }
  }

  /// At every moment somebody holds the lock, but nobody for long.
  @PostgresTest
  void getsThroughAStreamOfShortTransactions(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<CompletableFuture<Void>> clients =
          IntStream.range(0, 4)
              .mapToObj(
                  i -> CompletableFuture.runAsync(() -> shortTransactions(database, done), threads))
              .toList();
      try {
        Engine engine = engine(database, MigrationListener.silent(), Duration.ofMinutes(1));
        assertThat(engine.start(plan(database)).steps())
            .extracting(StepStatus::progress)
            .containsExactly(StepStatus.Progress.DONE);
      } finally {
        done.set(true);
      }
      for (CompletableFuture<Void> client : clients) {
        client.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static void shortTransactions(TestDatabase database, AtomicBoolean done) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!done.get()) {
        statement.execute("BEGIN; SELECT count(*) FROM items; SELECT pg_sleep(0.15); COMMIT");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long slowestRead(TestDatabase database, AtomicBoolean done) {
    long slowest = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!done.get()) {
        long began = System.nanoTime();
        statement.execute("SELECT 1 FROM items LIMIT 1");
        slowest = Math.max(slowest, (System.nanoTime() - began) / 1_000_000);
      }
      return slowest;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
