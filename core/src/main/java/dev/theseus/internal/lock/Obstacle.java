package dev.theseus.internal.lock;

import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A transaction that holds a lock which excludes ours.
///
/// @param transaction virtual transaction id: tells two transactions of one session apart, and is
///   visible to every role
/// @param autovacuum whether it is an autovacuum worker, which gives way when it is waited for
record Obstacle(String transaction, boolean autovacuum, MigrationEvent.Blocker blocker) {
  /// Works without `pg_read_all_stats`: what the role may not see stays empty.
  private static final String QUERY =
      """
      WITH RECURSIVE tree(oid) AS (
        SELECT CAST(? AS oid)
        UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree t ON i.inhparent = t.oid)
      SELECT coalesce(l.pid, 0) AS pid, l.virtualtransaction, max(l.mode) AS mode, a.usename,
        a.application_name, a.state, a.backend_type, left(a.query, 200) AS query,
        coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0) AS age
      FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.relation IN (SELECT oid FROM tree) AND l.mode = ANY (?)
      GROUP BY l.pid, l.virtualtransaction, a.usename, a.application_name, a.state, a.backend_type,
        a.query, a.xact_start
      """;

  /// Everything that stands in the way of these locks now; no lock is queued to find out.
  static List<Obstacle> inTheWayOf(Session session, List<LockTarget> targets) throws SQLException {
    Map<String, Obstacle> found = new LinkedHashMap<>();
    for (LockTarget target : targets) {
      session
          .query(QUERY, row -> read(row, target), target.oid(), LockConflicts.modes(target.level()))
          .forEach(obstacle -> found.putIfAbsent(obstacle.key(), obstacle));
    }
    return new ArrayList<>(found.values());
  }

  /// Names the transaction, not only the session.
  String key() {
    return blocker.pid() + " " + transaction;
  }

  private static Obstacle read(ResultSet row, LockTarget target) throws SQLException {
    String kind = text(row.getString("backend_type"));
    int pid = row.getInt("pid");
    return new Obstacle(
        text(row.getString("virtualtransaction")),
        kind.equals("autovacuum worker"),
        new MigrationEvent.Blocker(
            pid,
            text(row.getString("usename")),
            pid == 0 ? "prepared transaction" : application(row, kind),
            text(row.getString("state")),
            Duration.ofMillis((long) (row.getDouble("age") * 1000)),
            text(row.getString("query")),
            row.getString("mode") + " on " + target.name()));
  }

  private static String application(ResultSet row, String kind) throws SQLException {
    String name = text(row.getString("application_name"));
    return name.isEmpty() && !kind.equals("client backend") ? kind : name;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
