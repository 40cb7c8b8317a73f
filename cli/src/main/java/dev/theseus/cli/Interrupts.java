package dev.theseus.cli;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells long commands that the user pressed Ctrl-C or that the process was asked to end, and gives
/// them time to stop in order.
///
/// A command registers a callback that asks its work to stop and returns at once; the work then
/// ends at its next safe point, the command throws or returns as usual, and its exit code is the
/// process's. After the grace period the process ends anyway, which is what `kill -9` would do: the
/// recorded state is made for that.
///
/// Callbacks run on another thread than the command, the latest first.
final class Interrupts {
  private final Deque<Runnable> callbacks = new ConcurrentLinkedDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable ExitCode exit;

  /// Runs the callback on interruption, until the registration is closed.
  Registration onInterrupt(Runnable callback) {
    callbacks.addFirst(callback);
    return () -> callbacks.remove(callback);
  }

  /// Runs the callbacks, as Ctrl-C does.
  void interrupt() {
    callbacks.forEach(Runnable::run);
  }

  /// Notes that the command has ended, so that nothing waits for it.
  void ended(ExitCode code) {
    exit = code;
    ended.countDown();
  }

  /// Starts listening. The process keeps the command's own exit code when it ends within the grace
  /// period.
  void listen(Duration grace) {
    Runtime runtime = Runtime.getRuntime();
    runtime.addShutdownHook(
        new Thread(
            () -> {
              if (exit == null && !callbacks.isEmpty()) {
                interrupt();
                await(grace);
                ExitCode code = exit;
                if (code != null) {
                  runtime.halt(code.status());
                }
              }
            },
            "interrupt"));
  }

  private void await(Duration grace) {
    try {
      boolean inTime = ended.await(grace.toNanos(), TimeUnit.NANOSECONDS);
      assert inTime || exit == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the interest in interruption when closed.
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
