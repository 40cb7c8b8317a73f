package dev.theseus.testkit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/// Counts and times what one group of clients sends, and keeps what failed.
///
/// Thread safe.
final class Tally {
  private static final int KEPT_FAILURES = 1_000;
  private final String group;
  private final Shared shared;
  private final LongAdder transactions = new LongAdder();
  private final ThreadLocal<String> lastSql = ThreadLocal.withInitial(() -> "connect");

  /// What all groups of a workload count together.
  static final class Shared {
    final long start = System.nanoTime();
    final ConcurrentHistogram latency =
        new ConcurrentHistogram(1, TimeUnit.MINUTES.toMicros(10), 3);
    final LongAdder statements = new LongAdder();
    final LongAdder failureCount = new LongAdder();
    final Queue<WorkloadFailure> failures = new ConcurrentLinkedQueue<>();
    final Map<String, String> waiting = new ConcurrentHashMap<>();
  }

  /// Something sent to the server.
  interface Sending<T> {
    T send() throws SQLException;
  }

  Tally(String group, Shared shared) {
    this.group = group;
    this.shared = shared;
  }

  <T> T timed(String sql, Sending<T> sending) throws SQLException {
    lastSql.set(sql);
    shared.statements.increment();
    String client = Thread.currentThread().getName();
    shared.waiting.put(client, sql);
    long from = System.nanoTime();
    try {
      return sending.send();
    } finally {
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from);
      shared.latency.recordValue(Math.min(micros, shared.latency.getHighestTrackableValue()));
      shared.waiting.remove(client);
    }
  }

  void committed() {
    transactions.increment();
  }

  long transactions() {
    return transactions.sum();
  }

  String group() {
    return group;
  }

  void failed(SQLException failure) {
    shared.failureCount.increment();
    if (shared.failures.size() < KEPT_FAILURES) {
      Duration at = Duration.ofNanos(System.nanoTime() - shared.start);
      shared.failures.add(
          new WorkloadFailure(
              group,
              lastSql.get(),
              failure.getSQLState(),
              String.valueOf(failure.getMessage()),
              at));
    }
  }
}
