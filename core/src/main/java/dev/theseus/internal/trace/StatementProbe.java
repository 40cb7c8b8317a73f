package dev.theseus.internal.trace;

import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.postgresql.PGConnection;

/// Measures what the work of one session really does, without rights or triggers.
///
/// In a transaction the answer is exact: locks are held until its end, and the probe looks just
/// before. Outside of one, as for `CREATE INDEX CONCURRENTLY`, it looks thousands of times a second
/// from a second session and may miss a lock held for less than a millisecond; a reader that the
/// work has to wait for makes the locks last.
///
/// Not thread-safe.
public final class StatementProbe {
  private static final String IN_TRANSACTION_BLOCK = "25001";

  private final Connections others;
  private final Connection connection;
  private final int pid;

  /// @param others further sessions of the same database
  /// @param connection the measured session, in auto-commit mode
  public StatementProbe(Connections others, Connection connection) throws SQLException {
    this.others = others;
    this.connection = connection;
    this.pid = connection.unwrap(PGConnection.class).getBackendPID();
  }

  /// Opens sessions.
  @FunctionalInterface
  public interface Connections {
    /// A new session in auto-commit mode, which the caller closes.
    Connection connect() throws SQLException;
  }

  /// Work on the measured connection.
  @FunctionalInterface
  public interface Work {
    /// Does it.
    void run(Connection connection) throws SQLException;
  }

  /// Runs the work in a transaction of its own, looks, and commits.
  public Measured inTransaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Measured measured = within(Map.of(), work);
      connection.commit();
      return measured;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /// Runs the work in the transaction that is open, and looks.
  ///
  /// @param said locks that count as taken where an earlier statement holds the same already
  public Measured within(Map<QualifiedName, LockLevel> said, Work work) throws SQLException {
    HeldLocks held = held();
    RelationFiles before = RelationFiles.of(connection);
    Map<Long, Long> scansBefore = scans();
    Duration took = timed(work);
    HeldLocks holds = held();
    Map<Long, Long> scans = scans();
    RelationFiles after = RelationFiles.of(connection);
    NavigableSet<QualifiedName> scanned = new TreeSet<>();
    scans.forEach(
        (table, count) -> {
          if (count > scansBefore.getOrDefault(table, 0L)) {
            before.name(table).or(() -> after.name(table)).ifPresent(scanned::add);
          }
        });
    return new Measured(
        holds.strongest(held, said, before, after), before.rewrittenUntil(after), scanned, took);
  }

  private Duration timed(Work work) throws SQLException {
    long start = System.nanoTime();
    work.run(connection);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private HeldLocks held() throws SQLException {
    HeldLocks held = HeldLocks.none();
    try (PreparedStatement query = connection.prepareStatement(HeldLocks.QUERY)) {
      query.setInt(1, pid);
      held.add(query);
    }
    return held;
  }

  /// Runs the work in auto-commit mode and looks all the time.
  ///
  /// @param held a table that another session reads meanwhile, until the work waits for it; empty
  ///   for none
  public Measured alone(Optional<QualifiedName> held, Work work) throws SQLException {
    RelationFiles before = RelationFiles.of(connection);
    LockSampling sampling = new LockSampling(others.connect(), pid);
    Duration took;
    try (sampling) {
      if (held.isPresent()) {
        WaitedFor reader = WaitedFor.reading(held.get(), others, pid, sampling);
        try (reader) {
          took = timed(work);
        }
      } else {
        took = timed(work);
      }
    }
    RelationFiles after = RelationFiles.of(connection);
    return new Measured(
        sampling.seen().strongest(HeldLocks.none(), Map.of(), before, after),
        before.rewrittenUntil(after),
        new TreeSet<>(),
        took);
  }

  /// Whether the server refuses the work in a transaction; what it did is taken back.
  public boolean refusedInTransaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run(connection);
      return false;
    } catch (SQLException e) {
      return isRefusal(e);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /// Whether it says that the work cannot run in a transaction.
  public static boolean isRefusal(SQLException e) {
    return IN_TRANSACTION_BLOCK.equals(e.getSQLState());
  }

  private Map<Long, Long> scans() throws SQLException {
    Map<Long, Long> scans = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT relid::bigint, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan >"
                    + " 0")) {
      while (rows.next()) {
        scans.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return scans;
  }
}
