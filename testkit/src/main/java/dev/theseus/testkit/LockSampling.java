package dev.theseus.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks at the locks of one session again and again until closed.
///
/// Thread safe.
public final class LockSampling implements AutoCloseable {
  private static final long PAUSE_NANOS = 200_000;
  private final Connection observer;
  private final PreparedStatement query;
  private final Thread thread;
  private final Map<Long, LockMode> seen = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();
  private volatile boolean running = true;
  private volatile @Nullable SQLException failure;

  LockSampling(Connection observer, int pid) throws SQLException {
    this.observer = observer;
    this.query =
        observer.prepareStatement(
            """
            SELECT l.relation::bigint, l.mode, quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            FROM pg_locks l
            LEFT JOIN pg_class c ON c.oid = l.relation
            LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE l.locktype = 'relation' AND l.granted AND l.pid = ? AND l.relation >= 16384
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
    query.setInt(1, pid);
    this.thread = Thread.ofPlatform().daemon().name("lock-probe").start(this::run);
  }

  /// Looks once, now, and answers when it has.
  public synchronized void look() throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        long relation = rows.getLong(1);
        seen.merge(relation, LockMode.of(rows.getString(2)), LockMode::stronger);
        String name = rows.getString(3);
        if (name != null) {
          names.put(relation, name);
        }
      }
    }
  }

  /// The strongest mode seen so far per relation. Relations that only the measured session sees yet
  /// are named through `insider`.
  public synchronized SortedMap<String, LockMode> strongest(Connection insider)
      throws SQLException {
    SQLException broken = failure;
    if (broken != null) {
      throw new SQLException("the lock probe lost its connection", broken);
    }
    SortedMap<String, LockMode> strongest = new TreeMap<>();
    for (Map.Entry<Long, LockMode> entry : seen.entrySet()) {
      String name = names.get(entry.getKey());
      if (name == null) {
        name = nameSeenBy(insider, entry.getKey());
      }
      if (!name.startsWith("pg_toast.")) {
        strongest.merge(name, entry.getValue(), LockMode::stronger);
      }
    }
    return strongest;
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

  private static String nameSeenBy(Connection insider, long relation) throws SQLException {
    try (PreparedStatement query =
        insider.prepareStatement(
            """
            SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = ?::bigint::oid
            """)) {
      query.setLong(1, relation);
      try (ResultSet row = query.executeQuery()) {
        String name = row.next() ? row.getString(1) : null;
        return name == null ? "(gone) " + relation : name;
      }
    }
  }
}
