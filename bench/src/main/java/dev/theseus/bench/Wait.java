package dev.theseus.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waiting for points in time.
final class Wait {
  private Wait() {}

  /// Returns at this nanosecond of [System#nanoTime()] or a little later.
  static void until(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  static void seconds(double seconds) {
    until(System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }
}
