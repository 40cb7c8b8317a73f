package dev.theseus.internal.jdbc;

import java.time.Duration;
import java.time.Instant;

/// Time as the engine sees it; tests set it. Thread-safe.
public interface Time {
  /// The moment, for what people read.
  Instant now();

  /// A steady counter in nanoseconds, for measuring.
  long nanos();

  /// Blocks for this long.
  ///
  /// @param duration zero or negative returns at once
  /// @throws InterruptedException if the thread is interrupted
  void sleep(Duration duration) throws InterruptedException;

  /// The time since an earlier [#nanos()].
  default Duration since(long nanos) {
    return Duration.ofNanos(nanos() - nanos);
  }
}
