package dev.theseus.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Applications that use a database while a test changes it: groups of clients, each with a
/// connection of its own, that run random transactions one after the other as fast as they can,
/// until stopped.
///
/// A statement that fails is counted and kept, its transaction rolled back, and the client goes on,
/// on a new connection if need be.
///
/// Thread safe for one controlling thread.
public final class Workload implements AutoCloseable {
  private static final Duration RECONNECT_PAUSE = Duration.ofMillis(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private final long seed;
  private final List<ClientGroup> groups;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Tally.Shared shared = new Tally.Shared();
  private final Semaphore permits;
  private final int clients;
  private volatile boolean running = true;
  private boolean paused;

  private Workload(long seed, List<ClientGroup> groups) {
    this.seed = seed;
    this.groups = List.copyOf(groups);
    this.clients = groups.stream().mapToInt(ClientGroup::count).sum();
    this.permits = new Semaphore(clients, true);
  }

  /// Starts all clients with random choices that begin with `seed`.
  public static Workload start(long seed, ClientGroup... groups) {
    Workload workload = new Workload(seed, List.of(groups));
    workload.startClients();
    return workload;
  }

  /// Starts all clients; the seed is in the report.
  public static Workload start(ClientGroup... groups) {
    return start(new Random().nextLong(), groups);
  }

  /// Returns when every client stands between two transactions, and holds them there.
  public void pause() throws InterruptedException {
    if (!paused) {
      permits.acquire(clients);
      paused = true;
    }
  }

  /// Lets paused clients go on.
  public void resume() {
    if (paused) {
      paused = false;
      permits.release(clients);
    }
  }

  /// Returns when each group has committed so many more transactions.
  ///
  /// @throws AssertionError when that takes longer than `limit`
  public void awaitTransactions(long more, Duration limit) throws InterruptedException {
    for (Tally tally : tallies) {
      await(
          tally.group() + " transactions", tally::transactions, tally.transactions() + more, limit);
    }
  }

  /// What has happened so far.
  public WorkloadReport report() {
    Map<String, Long> transactions = new HashMap<>();
    tallies.forEach(tally -> transactions.merge(tally.group(), tally.transactions(), Long::sum));
    return new WorkloadReport(
        seed,
        transactions,
        shared.statements.sum(),
        shared.failureCount.sum(),
        List.copyOf(shared.failures),
        shared.latency);
  }

  /// Lets each client finish its transaction and answers what has happened.
  ///
  /// @throws AssertionError when a client does not finish within 30 seconds; it names the statement
  public WorkloadReport stop() throws InterruptedException {
    running = false;
    resume();
    long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
    for (Thread thread : threads) {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
      if (thread.isAlive()) {
        throw new AssertionError(
            "clients still wait after %s (seed %d): %s"
                .formatted(STOP_LIMIT, seed, shared.waiting));
      }
    }
    return report();
  }

  /// Stops without looking at the report.
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      // the clients see that they are to end, and are daemons
      Thread.currentThread().interrupt();
    }
  }

  private void startClients() {
    Random seeds = new Random(seed);
    for (ClientGroup group : groups) {
      Tally tally = new Tally(group.name(), shared);
      tallies.add(tally);
      for (int number = 1; number <= group.count(); number++) {
        Random random = new Random(seeds.nextLong());
        threads.add(
            Thread.ofPlatform()
                .daemon()
                .name(group.name() + "-" + number)
                .start(() -> live(group, tally, random)));
      }
    }
  }

  private void live(ClientGroup group, Tally tally, Random random) {
    while (running) {
      try (Connection connection = group.source().getConnection()) {
        try (Statement statement = connection.createStatement()) {
          for (String sql : group.session()) {
            statement.execute(sql);
          }
        }
        connection.setAutoCommit(false);
        WorkloadClient client = new WorkloadClient(connection, random, tally);
        while (running && !connection.isClosed()) {
          transaction(group, client, tally);
        }
      } catch (SQLException e) {
        tally.failed(e);
        LockSupport.parkNanos(RECONNECT_PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void transaction(ClientGroup group, WorkloadClient client, Tally tally)
      throws SQLException, InterruptedException {
    permits.acquire();
    try {
      if (!running) {
        return;
      }
      List<ClientGroup.Script> scripts = group.scripts();
      scripts.get(client.random().nextInt(scripts.size())).run(client);
      client.commit();
      tally.committed();
    } catch (SQLException e) {
      tally.failed(e);
      if (client.connection().isClosed()) {
        return;
      }
      client.connection().rollback();
    } finally {
      permits.release();
    }
  }

  private void await(String what, LongSupplier count, long goal, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (count.getAsLong() < goal) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "%s: %d of %d after %s; %s".formatted(what, count.getAsLong(), goal, limit, report()));
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
