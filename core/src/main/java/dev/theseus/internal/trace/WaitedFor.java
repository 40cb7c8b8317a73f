package dev.theseus.internal.trace;

import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A session that has read a table and gives way as soon as another session waits for it, after its
/// locks were looked at. Holds ACCESS SHARE on the table, half a second at most.
final class WaitedFor implements AutoCloseable {
  private static final long PATIENCE = Duration.ofMillis(500).toNanos();
  private static final long PAUSE_NANOS = 200_000;

  private final Connection reader;
  private final Connection observer;
  private final Thread thread;
  private volatile boolean over;
  private volatile @Nullable SQLException failure;

  private WaitedFor(Connection reader, Connection observer, int pid, LockSampling sampling) {
    this.reader = reader;
    this.observer = observer;
    this.thread = Thread.ofPlatform().start(() -> giveWay(pid, sampling));
  }

  static WaitedFor reading(
      QualifiedName table, StatementProbe.Connections others, int pid, LockSampling sampling)
      throws SQLException {
    Connection reader = others.connect();
    try {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement read = reader.createStatement()) {
        read.execute(Sql.of("SELECT FROM {table} LIMIT 1", Map.of("table", table)).rendered());
      }
      return new WaitedFor(reader, others.connect(), pid, sampling);
    } catch (SQLException e) {
      reader.close();
      throw e;
    }
  }

  private void giveWay(int pid, LockSampling sampling) {
    try {
      if (awaitWaiting(pid)) {
        sampling.look();
      }
      reader.rollback();
    } catch (SQLException e) {
      failure = e;
    }
  }

  private boolean awaitWaiting(int pid) throws SQLException {
    long start = System.nanoTime();
    try (PreparedStatement query =
        observer.prepareStatement(
            "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = ?")) {
      query.setInt(1, pid);
      while (!over && System.nanoTime() - start < PATIENCE) {
        try (ResultSet row = query.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            return true;
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return false;
  }

  /// The work is over.
  @Override
  public void close() throws SQLException {
    over = true;
    try (reader;
        observer) {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    SQLException broken = failure;
    if (broken != null) {
      throw broken;
    }
  }
}
