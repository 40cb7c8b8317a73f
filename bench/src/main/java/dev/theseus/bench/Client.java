package dev.theseus.bench;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One connection of the application and its thread. In an open loop a statement that is late
/// because the one before it was is counted from when it was due.
final class Client implements Runnable {
  private final int number;
  private final Timeline timeline;
  private final Latencies latencies = new Latencies();
  private final AtomicReference<@Nullable Statements> next = new AtomicReference<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile String firstFailure = "";
  private final Pace pace;
  private volatile boolean stopped;
  private Statements statements;
  private long inserts;

  Client(int number, Timeline timeline, Statements statements, Pace pace) {
    this.number = number;
    this.timeline = timeline;
    this.statements = statements;
    this.pace = pace;
  }

  @Override
  public void run() {
    long due = pace.first(number);
    while (!stopped) {
      change();
      if (pace.open()) {
        Wait.until(due);
      } else {
        due = System.nanoTime();
      }
      execute();
      timeline.record(latencies, due, System.nanoTime());
      due += pace.intervalNanos();
    }
    close(statements);
  }

  private void execute() {
    try {
      statements.any(1_000_000_000L + inserts++ * pace.clients() + number);
      done.lazySet(done.get() + 1);
    } catch (SQLException e) {
      failures.incrementAndGet();
      if (firstFailure.isEmpty()) {
        firstFailure = String.valueOf(e.getMessage());
      }
    }
  }

  private void change() {
    if (next.get() != null) {
      Statements wanted = next.getAndSet(null);
      if (wanted != null) {
        close(statements);
        statements = wanted;
      }
    }
  }

  private void close(Statements old) {
    try {
      old.close();
    } catch (SQLException e) {
      firstFailure = String.valueOf(e.getMessage());
    }
  }

  /// Goes on with these before the next statement and closes the old ones.
  void use(Statements wanted) {
    next.set(wanted);
  }

  boolean changed() {
    return next.get() == null;
  }

  void stop() {
    stopped = true;
  }

  long done() {
    return done.get();
  }

  long failures() {
    return failures.get();
  }

  String firstFailure() {
    return firstFailure;
  }

  Latencies latencies() {
    return latencies;
  }
}
