package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.error.MigrationException;
import dev.theseus.internal.engine.FaultMoment.Command;
import dev.theseus.internal.engine.FaultMoment.Way;
import dev.theseus.testkit.Address;
import dev.theseus.testkit.Fault;
import dev.theseus.testkit.Proxy;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Statements outside of transactions that break off half way, while they wait for somebody: what
/// is there is read from the catalog, and the end is that of an undisturbed run.
@Tag("postgres")
final class ConcurrentStatementTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// Whom the statement waits for, which decides how far it comes.
  enum Blocker {
    /// For its snapshot an index waits in the end; a drop and a detachment wait for it at once.
    READER("ACCESS SHARE"),
    /// An index waits for it in the beginning.
    WRITER("ROW EXCLUSIVE");

    private final String mode;

    Blocker(String mode) {
      this.mode = mode;
    }

    Connection hold(TestDatabase database) throws SQLException {
      Connection connection = database.connect();
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET LOCAL lock_timeout = '2s'");
        for (List<String> table :
            database.query(
                "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace ="
                    + " 'public'::regnamespace")) {
          statement.execute("LOCK TABLE " + table.getFirst() + " IN " + mode + " MODE");
        }
        statement.execute("SELECT count(*) FROM pg_class");
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    }
  }

  /// How it ends.
  enum End {
    TERMINATED,
    /// The server does not know of it, and goes on until it looks for its client.
    CUT
  }

  /// @param number which statement of the command, from 1
  record Wait(Command command, int number, Blocker blocker, End end, Way way) {}

  @ParameterizedTest
  @MethodSource("some")
  void endsAsAnUndisturbedRunAfterSomeBrokenWaits(int major, TestReporter reporter)
      throws Exception {
    long seed = Long.getLong("theseus.test.seed", System.nanoTime());
    reporter.publishEntry("theseus.test.seed", Long.toString(seed));
    Random random = new Random(seed);
    List<FaultCase> cases = new ArrayList<>(cases());
    Collections.shuffle(cases, random);
    run(major, cases.getFirst(), 4, random, reporter);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("all")
  void endsAsAnUndisturbedRunAfterEveryBrokenWait(int major, TestReporter reporter)
      throws Exception {
    for (FaultCase migration : cases()) {
      run(major, migration, Integer.MAX_VALUE, new Random(), reporter);
    }
  }

  static Stream<Integer> some() {
    return Stream.of(TestServers.majors().getFirst(), TestServers.majors().getLast()).distinct();
  }

  static Stream<Integer> all() {
    return TestServers.majors().stream();
  }

  private static List<FaultCase> cases() {
    return List.of(
        FaultCase.indexes(),
        FaultCase.reindex(),
        FaultCase.partitions(),
        FaultCase.partitionedIndex(),
        FaultCase.drops());
  }

  private static void run(
      int major, FaultCase migration, int most, Random random, TestReporter reporter)
      throws Exception {
    try (FaultMatrix matrix = new FaultMatrix(TestServers.major(major), migration)) {
      List<Wait> waits = waits(matrix);
      Collections.shuffle(waits, random);
      int waited = 0;
      List<String> wrong = new ArrayList<>();
      for (Wait wait : waits.subList(0, Math.min(most, waits.size()))) {
        try {
          matrix.bring(wait.command().from());
          waited += broken(matrix, wait) ? 1 : 0;
          matrix.settle(wait.command(), wait.way());
        } catch (AssertionError | RuntimeException e) {
          wrong.add("%s: %s: %s".formatted(matrix, wait, e));
          matrix.afresh();
        }
      }
      reporter.publishEntry(
          matrix.toString(),
          "%d of %d broken off while they waited".formatted(waited, waits.size()));
      assertThat(wrong).isEmpty();
    }
  }

  private static List<Wait> waits(FaultMatrix matrix) {
    List<Wait> waits = new ArrayList<>();
    for (Command command : Command.values()) {
      List<String> sent = matrix.statements(command);
      for (int number = 1; number <= sent.size(); number++) {
        String statement = sent.get(number - 1);
        if (!statement.contains(" CONCURRENTLY") && !statement.startsWith("ALTER TABLE")) {
          continue;
        }
        for (Blocker blocker : Blocker.values()) {
          for (End end : End.values()) {
            waits.add(new Wait(command, number, blocker, end, Way.RESUME));
            waits.add(new Wait(command, number, blocker, end, Way.ROLLBACK));
          }
        }
      }
    }
    return waits;
  }

  /// @return whether the statement waited and was broken off
  private static boolean broken(FaultMatrix matrix, Wait wait)
      throws IOException, SQLException, ExecutionException, InterruptedException, TimeoutException {
    TestDatabase database = matrix.database();
    AtomicInteger left = new AtomicInteger(wait.number());
    AtomicReference<@Nullable Connection> blocker = new AtomicReference<>();
    AtomicBoolean reached = new AtomicBoolean();
    try (Proxy proxy = Proxy.before(database)) {
      proxy.onStatement(
          sql -> {
            if (left.decrementAndGet() == 0) {
              blocker.set(held(wait.blocker(), database));
              reached.set(true);
            }
            return false;
          },
          Fault.FREEZE);
      Address link = new Address(proxy.dataSource());
      CompletableFuture<Boolean> run =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  matrix.command(FaultMatrix.engine(link, Duration.ZERO), wait.command());
                  return true;
                } catch (MigrationException e) {
                  return false;
                }
              });
      boolean waiting = false;
      long began = System.nanoTime();
      while (!waiting && !run.isDone()) {
        waiting = blocker.get() != null && waiting(database);
        assertThat(System.nanoTime() - began)
            .as("%s has not ended, statement reached: %s", wait, reached)
            .isLessThan(LIMIT.toNanos());
      }
      link.cut();
      if (waiting) {
        breakOff(wait.end(), database, proxy);
      }
      release(blocker.get());
      proxy.dropAll();
      assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(!waiting);
      return waiting;
    } finally {
      release(blocker.get());
    }
  }

  /// Null where the runner's own transaction stands in the way: nothing can make this statement
  /// wait.
  private static @Nullable Connection held(Blocker blocker, TestDatabase database) {
    try {
      return blocker.hold(database);
    } catch (SQLException e) {
      if ("55P03".equals(e.getSQLState())) {
        return null;
      }
      throw new IllegalStateException(e);
    }
  }

  private static void release(@Nullable Connection blocker) throws SQLException {
    if (blocker != null) {
      blocker.close();
    }
  }

  private static boolean waiting(TestDatabase database) {
    return database.number(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'theseus'
              AND wait_event_type = 'Lock'
            """)
        > 0;
  }

  private static void breakOff(End end, TestDatabase database, Proxy proxy) {
    switch (end) {
      case CUT -> proxy.dropAll();
      case TERMINATED ->
          database.query(
              """
              SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
              WHERE datname = current_database() AND application_name = 'theseus'
              """);
    }
  }
}
