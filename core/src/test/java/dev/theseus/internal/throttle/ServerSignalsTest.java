package dev.theseus.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signals of one server: each condition is made real, and ends.
class ServerSignalsTest {
  @EachMajor
  void anOldTransactionStopsWorkUntilItEnds(TestDatabase database) throws SQLException {
    Limits limits = Limits.usual().with(SignalName.TRANSACTION, 50);
    try (Eye eye = new Eye(database.dataSource(), limits, 0);
        Connection other = database.connect()) {
      assertThat(eye.now(SignalName.TRANSACTION).state()).isEqualTo(State.OK);
      run(other, "SET application_name = 'reports'");
      other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      other.setAutoCommit(false);
      run(other, "SELECT 1");

      Signal stopped = eye.await(SignalName.TRANSACTION, State.STOP);
      other.rollback();

      assertThat(stopped.reason())
          .matches("process \\d+ \\(user postgres, application reports, idle in transaction\\)");
      assertThat(stopped.limit()).hasValue(50);
      eye.await(SignalName.TRANSACTION, State.OK);
    }
  }

  @EachMajor
  void aTransactionOfAnotherDatabaseOrWithoutASnapshotDoesNotCount(TestDatabase database)
      throws SQLException {
    Limits limits = Limits.usual().with(SignalName.TRANSACTION, 0);
    try (Eye eye = new Eye(database.dataSource(), limits, 0);
        Connection idle = database.connect();
        Connection elsewhere = database.server().connect("postgres")) {
      idle.setAutoCommit(false);
      run(idle, "SELECT 1");
      // Ends the portal of the statement before, which keeps its snapshot.
      run(idle, "SET application_name = 'idle'");
      elsewhere.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      elsewhere.setAutoCommit(false);
      run(elsewhere, "SELECT 1");

      assertThat(eye.now(SignalName.TRANSACTION).state()).isEqualTo(State.OK);
      idle.rollback();
      elsewhere.rollback();
    }
  }

  @EachMajor
  void aSessionThatWaitsForUsStopsWorkForSomeSeconds(TestDatabase database) throws Exception {
    database.sql("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");
    Limits limits = Limits.usual().with(SignalName.LOCK_WAITS, 100);
    try (Connection ours = database.connect();
        Connection other = database.connect();
        Eye eye = new Eye(database.dataSource(), limits, pid(ours))) {
      assertThat(eye.now(SignalName.LOCK_WAITS).state()).isEqualTo(State.OK);
      ours.setAutoCommit(false);
      run(ours, "UPDATE t SET a = 2");
      CompletableFuture<Void> waiting = running(other, "UPDATE t SET a = 3");

      Signal stopped = eye.await(SignalName.LOCK_WAITS, State.STOP);
      ours.rollback();
      waiting.get(10, TimeUnit.SECONDS);

      assertThat(stopped.reason()).isEqualTo("process " + pid(other) + " waited for us");
      eye.later(Duration.ofSeconds(5));
      eye.await(SignalName.LOCK_WAITS, State.OK);
    }
  }

  @EachMajor
  void aSessionThatWaitsForAnotherDoesNotCount(TestDatabase database) throws Exception {
    database.sql("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");
    Limits limits = Limits.usual().with(SignalName.LOCK_WAITS, 0);
    try (Connection ours = database.connect();
        Connection holder = database.connect();
        Connection other = database.connect();
        Eye eye = new Eye(database.dataSource(), limits, pid(ours))) {
      int waiter = pid(other);
      holder.setAutoCommit(false);
      run(holder, "UPDATE t SET a = 2");
      CompletableFuture<Void> waiting = running(other, "UPDATE t SET a = 3");
      awaitTrue(
          database, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pid = " + waiter);

      assertThat(eye.now(SignalName.LOCK_WAITS).state()).isEqualTo(State.OK);
      holder.rollback();
      waiting.get(10, TimeUnit.SECONDS);
    }
  }

  /// On a server of its own, since sessions of the whole server count.
  @Tag("postgres")
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void sessionsThatWorkStopWorkAboveTheirLimitAndOursDoesNot(int major) throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(major).start();
        TestDatabase database = TestDatabase.on(server);
        Connection ours = database.connect();
        Connection other = database.connect()) {
      int ourPid = pid(ours);
      int otherPid = pid(other);
      try (Eye eye =
          new Eye(database.dataSource(), Limits.usual().with(SignalName.SESSIONS, 0), ourPid)) {
        CompletableFuture<Void> ourWork = running(ours, "SELECT pg_sleep(60)");
        awaitWork(database, ourPid);
        eye.later(Duration.ofSeconds(1));
        eye.await(SignalName.SESSIONS, State.OK);
        CompletableFuture<Void> work = running(other, "SELECT pg_sleep(60)");
        awaitWork(database, otherPid);

        Signal stopped = eye.await(SignalName.SESSIONS, State.STOP);
        database.sql("SELECT pg_terminate_backend(%d)".formatted(otherPid));

        assertThat(stopped.value().orElseThrow()).isPositive();
        eye.await(SignalName.SESSIONS, State.OK);
        assertThat(ourWork).isNotDone();
        database.sql("SELECT pg_terminate_backend(%d)".formatted(ourPid));
        for (CompletableFuture<Void> one : List.of(ourWork, work)) {
          assertThat(one.handle((done, failure) -> failure != null).get(10, TimeUnit.SECONDS))
              .isTrue();
        }
      }
    }
  }

  @EachMajor
  void muchWalStopsWorkUntilLessIsWritten(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE w (a text)");
    Limits limits = Limits.usual().with(SignalName.WAL_RATE, 1_000_000);
    try (Eye eye = new Eye(database.dataSource(), limits, 0)) {
      eye.now(SignalName.WAL_RATE);
      for (int i = 0; i < 12; i++) {
        database.sql("INSERT INTO w SELECT repeat('x', 1000) FROM generate_series(1, 4000)");
      }
      Signal stopped = eye.await(SignalName.WAL_RATE, State.STOP);

      assertThat(stopped.value().orElseThrow()).isGreaterThan(1_000_000);
      eye.later(Duration.ofSeconds(10));
      Signal less = eye.await(SignalName.WAL_RATE, State.OK);
      assertThat(less.value().orElseThrow()).isLessThan(500_000);
      assertThat(less.limit()).hasValue(1_000_000);
    }
  }

  @EachMajor
  void theUsersQueryDecides(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE health (fine boolean)", "INSERT INTO health VALUES (true)");
    Limits limits = Limits.usual().withProbeSql("SELECT fine FROM health");
    try (Eye eye = new Eye(database.dataSource(), limits, 0)) {
      assertThat(eye.now(SignalName.PROBE_SQL).state()).isEqualTo(State.OK);
      database.sql("UPDATE health SET fine = false");
      assertThat(eye.await(SignalName.PROBE_SQL, State.STOP).reason())
          .isEqualTo("the query answered false");
      database.sql("UPDATE health SET fine = true");
      eye.await(SignalName.PROBE_SQL, State.OK);
      database.sql("UPDATE health SET fine = NULL");
      assertThat(eye.await(SignalName.PROBE_SQL, State.STOP).reason())
          .isEqualTo("the query answered NULL");
      database.sql("DELETE FROM health");
      assertThat(eye.await(SignalName.PROBE_SQL, one -> one.reason().contains("no row")).state())
          .isEqualTo(State.STOP);
    }
  }

  @EachMajor
  void aQueryThatFailsWritesOrAnswersANumberIsNoAnswer(TestDatabase database) throws SQLException {
    database.sql("CREATE TABLE t (a int)");
    for (String query :
        new String[] {
          "SELECT 1",
          "SELECT nothing",
          "INSERT INTO t VALUES (1) RETURNING true",
          "SELECT true FROM pg_sleep(60)"
        }) {
      try (Eye eye = new Eye(database.dataSource(), Limits.usual().withProbeSql(query), 0)) {
        Signal signal = eye.now(SignalName.PROBE_SQL);
        assertThat(signal.state()).as(query).isEqualTo(State.STOP);
        assertThat(signal.reason()).startsWith("it was not read yet: ");
        assertThat(eye.now(SignalName.LAG).state()).isEqualTo(State.OK);
      }
    }
    assertThat(database.number("SELECT count(*) FROM t")).isZero();
  }

  @EachMajor
  void anAutovacuumOfTheTableStopsWorkUntilItIsDone(TestDatabase database) throws SQLException {
    database.sql(
        "CREATE TABLE t (a int) WITH (autovacuum_vacuum_threshold = 1,"
            + " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 100,"
            + " autovacuum_vacuum_cost_limit = 1)",
        "INSERT INTO t SELECT generate_series(1, 20000)",
        "DELETE FROM t WHERE a % 2 = 0");
    Limits limits = Limits.usual().with(SignalName.AUTOVACUUM, 0);
    database.sql("ALTER SYSTEM SET autovacuum_naptime = '1s'", "SELECT pg_reload_conf()");
    try (Eye eye = new Eye(database.dataSource(), limits, 0)) {
      assertThat(eye.await(SignalName.AUTOVACUUM, State.STOP).reason())
          .isEqualTo("it vacuums public.t");
      database.sql(
          "ALTER TABLE t SET (autovacuum_enabled = off)",
          "SELECT pg_cancel_backend(pid) FROM pg_stat_progress_vacuum"
              + " WHERE relid = 't'::regclass");
      eye.await(SignalName.AUTOVACUUM, State.OK);
    } finally {
      database.sql("ALTER SYSTEM RESET autovacuum_naptime", "SELECT pg_reload_conf()");
    }
  }

  @EachMajor
  void aRoleWithoutRightsLeavesOutWhatItCannotSee(TestDatabase database) throws SQLException {
    String owner = database.ownerRole("owner");
    Limits limits = Limits.usual().with(SignalName.SESSIONS, 1_000).with(SignalName.AUTOVACUUM, 0);
    try (Eye eye = new Eye(database.dataSource(owner), limits, 0)) {
      assertThat(eye.now(SignalName.TRANSACTION).state()).isEqualTo(State.OFF);
      assertThat(eye.now(SignalName.SESSIONS).reason())
          .isEqualTo(
              "this role cannot see what other roles' sessions do; GRANT pg_read_all_stats to it");
      assertThat(eye.now(SignalName.LAG).state()).isEqualTo(State.OK);
      assertThat(eye.now(SignalName.LOCK_WAITS).state()).isEqualTo(State.OK);
      assertThat(eye.now(SignalName.AUTOVACUUM).state()).isEqualTo(State.OK);
      assertThat(eye.now(SignalName.ARCHIVE).state()).isEqualTo(State.OK);
      assertThat(eye.now(SignalName.SLOTS).state()).isEqualTo(State.OK);
    }
    database.sql("GRANT pg_monitor TO \"" + owner + "\"");
    try (Eye eye = new Eye(database.dataSource(owner), limits, 0)) {
      assertThat(eye.now(SignalName.TRANSACTION).state()).isEqualTo(State.OK);
      assertThat(eye.now(SignalName.SESSIONS).state()).isEqualTo(State.OK);
    }
  }

  private static CompletableFuture<Void> running(Connection connection, String sql) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            run(connection, sql);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        },
        command -> Thread.ofPlatform().daemon().start(command));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void awaitWork(TestDatabase database, int pid) {
    awaitTrue(
        database,
        "SELECT count(*) = 1 FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid);
  }

  private static void awaitTrue(TestDatabase database, String query) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!"t".equals(database.one(query))) {
      assertThat(System.nanoTime()).as(query).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
