package dev.theseus.internal.jdbc;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Carries the wish to stop from any thread to the one that works. Thread-safe.
public final class Interruption {
  private static final Duration SLICE = Duration.ofMillis(100);

  private final Time time;
  private @Nullable Session working;
  private boolean requested;

  public Interruption(Time time) {
    this.time = time;
  }

  /// Says which session works now; a wish from before this is forgotten.
  public synchronized void begin() {
    requested = false;
  }

  /// Says whose statement is to be cancelled.
  public synchronized void working(Session session) {
    working = session;
    if (requested) {
      session.cancel();
    }
  }

  /// Nothing works any more.
  public synchronized void end() {
    working = null;
    requested = false;
  }

  /// Ends the work at the next safe point and cancels the statement that runs; without effect when
  /// nothing works.
  public synchronized void request() {
    requested = true;
    if (working != null) {
      working.cancel();
    }
  }

  public synchronized boolean requested() {
    return requested || Thread.currentThread().isInterrupted();
  }

  /// @throws MigrationException `interrupted` if it was asked for
  public void check() {
    if (requested()) {
      throw stopped();
    }
  }

  /// Sleeps, and stops early when it is asked for.
  public void sleep(Duration duration) {
    Duration left = duration;
    while (left.isPositive()) {
      check();
      Duration slice = left.compareTo(SLICE) > 0 ? SLICE : left;
      try {
        time.sleep(slice);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw stopped();
      }
      left = left.minus(slice);
    }
    check();
  }

  public static MigrationException stopped() {
    return new MigrationException(
        Problem.of(
            ProblemCode.INTERRUPTED,
            "the work was interrupted; everything done so far is recorded",
            "run `theseus resume` to go on, or `theseus rollback`"));
  }
}
