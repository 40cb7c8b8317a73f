package dev.theseus.internal.jdbc;

import java.time.Duration;
import java.time.Instant;

/// A clock that moves only when it is told to; a sleep moves it by its length. Thread-safe.
public final class SettableTime implements Time {
  private Instant now;
  private long nanos;
  private Duration slept = Duration.ZERO;

  public SettableTime(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while asleep");
    }
    if (duration.isPositive()) {
      slept = slept.plus(duration);
      advance(duration);
    }
  }

  /// Moves the clock forward.
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
    nanos += duration.toNanos();
  }

  /// How long all sleeps were together.
  public synchronized Duration slept() {
    return slept;
  }
}
