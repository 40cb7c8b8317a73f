package dev.theseus.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.state.Controls;
import dev.theseus.internal.throttle.Sampler;
import dev.theseus.plan.Step;
import dev.theseus.sql.QualifiedName;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Row work stands still, slows down and goes on as the signals say.
class ThrottledBackfillTest {
  private static final long MB = 1 << 20;

  static List<Integer> majors() {
    return TestServers.majors();
  }

  @EachMajor
  void standsStillUntilTheSignalLetsItGoOn(TestDatabase database) throws Exception {
    database.sql(
        "CREATE TABLE t (a int, b bigint)", "INSERT INTO t SELECT generate_series(1, 20000)");
    try (Fixture f = Fixture.on(database)) {
      limits(database, before -> before.withProbeSql("SELECT false"));
      CompletableFuture<Void> filling = running(() -> fill(f));

      f.until("SELECT count(*) FROM theseus.throttle WHERE signals @> '[{\"state\": \"stop\"}]'");
      await(() -> !f.events(MigrationEvent.Throttled.class).isEmpty());
      assertThat(f.events(MigrationEvent.Throttled.class).getFirst().signal().text())
          .isEqualTo("probe-sql: the query answered false");
      assertThat(database.number("SELECT count(*) FROM t WHERE b IS NOT NULL")).isZero();
      limits(database, before -> before.without(SignalName.PROBE_SQL));
      filling.get(60, TimeUnit.SECONDS);

      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(20_000);
      assertThat(f.events(MigrationEvent.Unthrottled.class)).hasSize(1);
    }
  }

  @EachMajor
  void holdsBackVerificationToo(TestDatabase database) throws Exception {
    database.sql(
        "CREATE TABLE t (a int, b bigint)",
        "INSERT INTO t SELECT i, i * 2 FROM generate_series(1, 20000) i");
    try (Fixture f = Fixture.on(database)) {
      limits(database, before -> before.withProbeSql("SELECT false"));
      CompletableFuture<Void> verifying = running(() -> verify(f));

      await(() -> !f.events(MigrationEvent.Throttled.class).isEmpty());
      assertThat(f.events(MigrationEvent.VerifyProgress.class)).isEmpty();
      limits(database, before -> before.withProbeSql("SELECT true"));
      verifying.get(60, TimeUnit.SECONDS);

      assertThat(f.events(MigrationEvent.VerifyProgress.class)).isNotEmpty();
    }
  }

  @Tag("postgres")
  @ParameterizedTest
  @MethodSource("majors")
  void keepsTheLagUnderItsLimitWhileASlowStandbyReplays(int major) throws Exception {
    long limit = 16 * MB;
    try (EmbeddedPostgres primary = EmbeddedPostgres.builder().major(major).start();
        EmbeddedPostgres standby = primary.startStandby();
        TestDatabase database = TestDatabase.on(primary);
        Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (a int, b bigint, c bigint, pad text) WITH (autovacuum_enabled = off)",
          "INSERT INTO t SELECT i, NULL, NULL, repeat('x', 200) FROM generate_series(1, 160000) i");
      standby.awaitReplay(Duration.ofSeconds(60));
      f.pacing = f.pacing.withCourtesy(0).withVacuumShare(0);

      limits(database, before -> Limits.none());
      on(standby, "SELECT pg_wal_replay_pause()");
      long without = highestLag(database, () -> f.fill("t", Fixture.differs("b", "a * 2")));
      on(standby, "SELECT pg_wal_replay_resume()");
      standby.awaitReplay(Duration.ofSeconds(60));
      database.sql("DELETE FROM theseus.backfill");
      limits(database, before -> Limits.none().with(SignalName.LAG, limit));
      AtomicBoolean fills = new AtomicBoolean(true);
      CompletableFuture<Void> replaying =
          running(() -> replayNowAndThen(database, standby, fills::get));
      long with = highestLag(database, () -> fill(f, "c"));
      fills.set(false);
      replaying.get(60, TimeUnit.SECONDS);

      assertThat(without).as("without a limit").isGreaterThan(limit);
      assertThat(with).isLessThan(limit);
      assertThat(database.number("SELECT count(*) FROM t WHERE c = a * 2")).isEqualTo(160_000);
      assertThat(f.events(MigrationEvent.Throttled.class))
          .isNotEmpty()
          .allSatisfy(
              event -> {
                assertThat(event.signal().name()).isEqualTo(SignalName.LAG);
                assertThat(event.signal().state()).isIn(State.SLOW, State.STOP);
                assertThat(event.signal().limit()).hasValue(limit);
              });
    }
  }

  /// Stands still until it is nearly as far behind as it may be, then catches up.
  private static void replayNowAndThen(
      TestDatabase database, EmbeddedPostgres standby, BooleanSupplier goesOn) {
    String far =
        """
        SELECT count(*) FROM pg_stat_replication
        WHERE pg_wal_lsn_diff(pg_current_wal_flush_lsn(), replay_lsn) > 14 * 1048576
        """;
    try {
      while (goesOn.getAsBoolean()) {
        on(standby, "SELECT pg_wal_replay_pause()");
        while (goesOn.getAsBoolean() && database.number(far) == 0) {
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        on(standby, "SELECT pg_wal_replay_resume()");
        standby.awaitReplay(Duration.ofSeconds(30));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void on(EmbeddedPostgres server, String sql) throws SQLException {
    try (var connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long highestLag(TestDatabase database, Runnable work) throws Exception {
    AtomicBoolean works = new AtomicBoolean(true);
    AtomicLong highest = new AtomicLong();
    CompletableFuture<Void> looking =
        running(
            () -> {
              try (var connection = database.connect();
                  Statement statement = connection.createStatement()) {
                while (works.get()) {
                  try (ResultSet row =
                      statement.executeQuery(
                          """
                          SELECT coalesce(max(pg_wal_lsn_diff(
                            pg_current_wal_flush_lsn(), replay_lsn)), 0)::bigint
                          FROM pg_stat_replication
                          """)) {
                    row.next();
                    highest.accumulateAndGet(row.getLong(1), Math::max);
                  }
                  LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      work.run();
    } finally {
      works.set(false);
    }
    looking.get(30, TimeUnit.SECONDS);
    return highest.get();
  }

  private static CompletableFuture<Void> running(Runnable work) {
    return CompletableFuture.runAsync(work, command -> Thread.ofPlatform().daemon().start(command));
  }

  private static void fill(Fixture f) {
    fill(f, "b");
  }

  private static void fill(Fixture f, String column) {
    Step.Backfill step = Fixture.backfill("t", Fixture.differs(column, "a * 2"));
    try (Sampler sampler = sampler(f)) {
      new Backfiller(f.context(sampler)).run(step);
    }
  }

  private static void verify(Fixture f) {
    try (Sampler sampler = sampler(f)) {
      new Verifier(f.context(sampler))
          .run(Fixture.verification("t", Fixture.differs("b", "a * 2")));
    }
  }

  private static Sampler sampler(Fixture f) {
    return Sampler.start(
        f.database.dataSource(),
        new Sampler.Subject(0, QualifiedName.of("public", "t"), "fill"),
        f.time,
        Sampler.PATIENCE,
        new HashSet<>());
  }

  private static void limits(TestDatabase database, UnaryOperator<Limits> change)
      throws SQLException {
    try (var session = dev.theseus.internal.jdbc.Session.open(database.dataSource())) {
      Controls.change(session, change);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
