package dev.theseus.internal.trace;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks at the locks of one session again and again until closed. Thread-safe.
final class LockSampling implements AutoCloseable {
  private static final long PAUSE_NANOS = 200_000;
  private final Connection observer;
  private final PreparedStatement query;
  private final Thread thread;
  private final HeldLocks seen = HeldLocks.none();
  private volatile boolean running = true;
  private volatile @Nullable SQLException failure;

  /// @param observer closed with this
  LockSampling(Connection observer, int pid) throws SQLException {
    this.observer = observer;
    this.query = observer.prepareStatement(HeldLocks.QUERY);
    query.setInt(1, pid);
    this.thread = Thread.ofPlatform().daemon().name("lock-sampling").start(this::run);
  }

  /// Looks once, now, and answers when it has.
  synchronized void look() throws SQLException {
    seen.add(query);
  }

  /// What was seen until this was closed.
  synchronized HeldLocks seen() throws SQLException {
    SQLException broken = failure;
    if (broken != null) {
      throw new SQLException("the look at the locks lost its connection", broken);
    }
    return seen;
  }

  /// Stops looking.
  @Override
  public void close() throws SQLException {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    observer.close();
  }

  private void run() {
    try {
      while (running) {
        look();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (SQLException e) {
      failure = e;
    }
  }
}
