package dev.theseus.internal.lock;

import dev.theseus.event.Activity;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks from another session what the session of a runner does and waits for: the progress of an
/// index that is built, and the sessions in its way. Reads views only, in no transaction, so that
/// nothing waits for the look.
public final class ActivityReader {
  private static final String PROGRESS =
      """
      SELECT p.phase, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total, p.lockers_done,
        p.lockers_total
      FROM pg_catalog.pg_stat_progress_create_index p
      WHERE p.pid = ? AND p.phase IS NOT NULL
      """;

  /// Number 0 is a prepared transaction. What the role may not see stays empty.
  private static final String BLOCKERS =
      """
      SELECT b.pid, a.usename, a.application_name, a.state, a.backend_type,
        left(a.query, 200) AS query,
        coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0) AS age,
        (SELECT string_agg(DISTINCT l.mode || ' on ' || CAST(CAST(l.relation AS regclass) AS text),
            ', ')
          FROM pg_catalog.pg_locks w
            JOIN pg_catalog.pg_locks l ON l.locktype = 'relation' AND l.database = w.database
              AND l.relation = w.relation AND l.granted AND l.pid = b.pid
          WHERE w.pid = ? AND NOT w.granted AND w.locktype = 'relation') AS mode
      FROM (
        SELECT unnest(pg_catalog.pg_blocking_pids(?)) AS pid
        UNION
        SELECT CAST(p.current_locker_pid AS integer)
          FROM pg_catalog.pg_stat_progress_create_index p
          WHERE p.pid = ? AND p.current_locker_pid <> 0) b
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
      WHERE b.pid = 0 OR a.pid IS NOT NULL
      ORDER BY age DESC, b.pid
      """;

  private static final String OLDER = "a transaction that is older than the step";

  private ActivityReader() {}

  /// What the session with this process number does.
  public static Activity of(Session look, int pid) throws SQLException {
    List<MigrationEvent.Blocker> waitingFor =
        look.query(BLOCKERS, ActivityReader::blocker, pid, pid, pid);
    return look.first(PROGRESS, row -> progress(row, waitingFor), pid)
        .orElseGet(() -> new Activity("", 0, 0, "", 0, 0, waitingFor));
  }

  /// Blocks are counted while a table or an index is read, tuples while they are sorted in.
  private static Activity progress(ResultSet row, List<MigrationEvent.Blocker> waitingFor)
      throws SQLException {
    boolean tuples = row.getLong("blocks_total") == 0 && row.getLong("tuples_total") > 0;
    return new Activity(
        row.getString("phase"),
        row.getLong(tuples ? "tuples_done" : "blocks_done"),
        row.getLong(tuples ? "tuples_total" : "blocks_total"),
        tuples ? "tuples" : "blocks",
        row.getLong("lockers_done"),
        row.getLong("lockers_total"),
        waitingFor);
  }

  private static MigrationEvent.Blocker blocker(ResultSet row) throws SQLException {
    int pid = row.getInt("pid");
    String application = text(row.getString("application_name"));
    String kind = text(row.getString("backend_type"));
    String mode = text(row.getString("mode"));
    return new MigrationEvent.Blocker(
        pid,
        text(row.getString("usename")),
        pid == 0 ? "prepared transaction" : application.isEmpty() ? other(kind) : application,
        text(row.getString("state")),
        Duration.ofMillis((long) (row.getDouble("age") * 1000)),
        text(row.getString("query")),
        mode.isEmpty() ? OLDER : mode);
  }

  private static String other(String kind) {
    return kind.equals("client backend") ? "" : kind;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
