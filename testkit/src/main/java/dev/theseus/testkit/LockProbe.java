package dev.theseus.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/// Measures which locks a session really takes, from outside by `pg_locks`, without rights or
/// triggers in the session.
///
/// In a transaction the answer is exact: locks are held until its end, and the probe looks just
/// before the commit. Outside of one, as for `CREATE INDEX CONCURRENTLY`, it looks thousands of
/// times a second and may miss a lock held for less than a millisecond.
///
/// Not thread safe.
public final class LockProbe {
  private final TestDatabase database;

  private LockProbe(TestDatabase database) {
    this.database = database;
  }

  /// Work on the measured connection.
  public interface Work {
    /// Does it.
    void run(Connection connection) throws SQLException;
  }

  /// A probe for sessions of this database.
  public static LockProbe on(TestDatabase database) {
    return new LockProbe(database);
  }

  /// Runs the work in a transaction of its own, looks, and commits. The connection must be in
  /// auto-commit mode and is so afterwards.
  public LockReport inTransaction(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try (LockSampling sampling = sample(pid(connection))) {
      Map<Long, Relation> before = relations(connection);
      Map<Long, Long> scansBefore = scans(connection);
      work.run(connection);
      sampling.look();
      Map<Long, Relation> after = relations(connection);
      Set<String> scanned = new HashSet<>();
      scans(connection)
          .forEach(
              (table, count) -> {
                Relation relation = after.get(table);
                if (relation != null && count > scansBefore.getOrDefault(table, 0L)) {
                  scanned.add(relation.name());
                }
              });
      SortedMap<String, LockMode> strongest = sampling.strongest(connection);
      connection.commit();
      return new LockReport(strongest, rewritten(before, after), scanned);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /// Runs the work in auto-commit mode and looks all the time.
  public LockReport outsideTransaction(Connection connection, Work work) throws SQLException {
    Map<Long, Relation> before = relations(connection);
    try (LockSampling sampling = sample(pid(connection))) {
      work.run(connection);
      return new LockReport(
          sampling.strongest(connection), rewritten(before, relations(connection)), Set.of());
    }
  }

  /// Begins to look at the session with this process number, until closed; for work that somebody
  /// else runs.
  public LockSampling sample(int pid) throws SQLException {
    return new LockSampling(database.connect(), pid);
  }

  private record Relation(String name, long file) {}

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static Set<String> rewritten(Map<Long, Relation> before, Map<Long, Relation> after) {
    Set<String> names = new HashSet<>();
    before.forEach(
        (number, relation) -> {
          Relation now = after.get(number);
          if (now != null && now.file() != relation.file()) {
            names.add(now.name());
          }
        });
    return names;
  }

  private static Map<Long, Relation> relations(Connection connection) throws SQLException {
    Map<Long, Relation> relations = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT c.oid::bigint, quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                       coalesce(pg_relation_filenode(c.oid), 0)::bigint
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm', 'i') AND n.nspname !~ '^pg_'
                """);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        String name = Objects.requireNonNull(rows.getString(2), "relname");
        relations.put(rows.getLong(1), new Relation(name, rows.getLong(3)));
      }
    }
    return relations;
  }

  private static Map<Long, Long> scans(Connection connection) throws SQLException {
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
