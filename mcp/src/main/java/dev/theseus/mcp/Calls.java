package dev.theseus.mcp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Counts the calls that run, so that the end of the input does not cut them off.
final class Calls {
  /// A call that was read but has not begun, and an answer that is not written yet, get this long.
  private static final int QUIET_CHECKS = 5;

  private static final long CHECK_MILLIS = 100;

  private final AtomicInteger running = new AtomicInteger();

  <T> T run(Supplier<T> call) {
    running.incrementAndGet();
    try {
      return call.get();
    } finally {
      running.decrementAndGet();
    }
  }

  /// Waits until no call has run for half a second.
  void await() throws InterruptedException {
    int quiet = 0;
    while (quiet < QUIET_CHECKS) {
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
      quiet = running.get() == 0 ? quiet + 1 : 0;
    }
  }
}
