package dev.theseus.crash;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting in tests: for a condition with a deadline, or as a client that thinks between two
/// transactions.
final class Pause {
  private static final long THINK_NANOS = 3_000_000;
  private static final long POLL_NANOS = 1_000_000;

  private Pause() {}

  /// Returns when the condition holds.
  ///
  /// @throws AssertionError when it does not within `limit`
  static void until(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// What a client does before it sends its next transaction, so that the machine is not saturated.
  static void think() {
    LockSupport.parkNanos(THINK_NANOS);
  }
}
