package dev.theseus.internal.backfill;

import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Says who holds what the backfill waits for, once the patience is over; once per wait.
final class LockReport {
  private final Job job;
  private final Heap heap;
  private final ChunkSql sql;
  private long since = -1;
  private boolean told;

  LockReport(Job job, Heap heap, ChunkSql sql) {
    this.job = job;
    this.heap = heap;
    this.sql = sql;
  }

  /// Nothing is waited for any more.
  void over() {
    since = -1;
    told = false;
  }

  void tableIsLocked() throws SQLException {
    if (patienceIsOver()) {
      tell("table %s is locked by %s".formatted(heap.name().quoted(), holders(tableHolders())));
    }
  }

  void rowsAreLocked(long rows, Range firstOfThem) throws SQLException {
    if (patienceIsOver()) {
      tell(
          "%d rows of %s are locked by %s"
              .formatted(rows, heap.name().quoted(), holders(sql.rowHolders(sql.in(firstOfThem)))));
    }
  }

  private boolean patienceIsOver() {
    long now = job.context().time().nanos();
    if (since < 0) {
      since = now;
    }
    return !told && now - since >= job.context().pacing().patience().toNanos();
  }

  private void tell(String reason) {
    told = true;
    job.waiting(reason + "; the backfill goes on when they are released");
  }

  private String holders(Sql query) throws SQLException {
    List<String> sessions = new ArrayList<>();
    job.session()
        .query(
            query,
            row ->
                sessions.add(
                    "pid %d%s (%s, transaction open for %d s)"
                        .formatted(
                            row.getInt(1),
                            row.getString(2).isEmpty() ? "" : " " + row.getString(2),
                            row.getString(3),
                            row.getLong(4))));
    job.session().commit();
    return sessions.isEmpty() ? "another transaction" : String.join(", ", sessions);
  }

  private Sql tableHolders() {
    return Sql.of(
        """
        SELECT DISTINCT l.pid, coalesce(a.application_name, ''), coalesce(a.state, ''),
            coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint
          FROM pg_catalog.pg_locks l
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
          WHERE l.locktype = 'relation' AND l.relation = {heap} AND l.granted
            AND l.pid <> pg_catalog.pg_backend_pid()
            AND l.mode IN (
              'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        """,
        Map.of("heap", Literal.of(heap.oid())));
  }
}
