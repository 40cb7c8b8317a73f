package dev.theseus.internal.backfill;

import dev.theseus.plan.Step;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Says who may hold the rows a data change waits for, once the patience is over; once per wait.
final class ChangeLocks {
  private final Job job;
  private final Step.ChangeRows step;
  private long since = -1;
  private boolean told;

  ChangeLocks(Job job, Step.ChangeRows step) {
    this.job = job;
    this.step = step;
  }

  /// Nothing is waited for any more.
  void over() {
    since = -1;
    told = false;
  }

  /// A batch met a lock.
  void met() throws SQLException {
    long now = job.context().time().nanos();
    if (since < 0) {
      since = now;
    }
    if (told || now - since < job.context().pacing().patience().toNanos()) {
      return;
    }
    told = true;
    List<String> sessions = new ArrayList<>();
    job.session()
        .query(
            holders(),
            row ->
                sessions.add(
                    "pid %d %s (%s, transaction open for %d s)"
                        .formatted(
                            row.getInt(1), row.getString(2), row.getString(3), row.getLong(4))));
    job.session().commit();
    job.waiting(
        "rows of %s are locked; open transactions on it: %s; the change goes on when they end"
            .formatted(
                step.target().quoted(),
                sessions.isEmpty() ? "none now" : String.join(", ", sessions)));
  }

  /// Row locks of others are not listed; who has written to the table or locked rows of it is.
  private Sql holders() {
    return Sql.of(
        """
        SELECT DISTINCT l.pid, coalesce(a.application_name, ''), coalesce(a.state, ''),
            coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint
          FROM pg_catalog.pg_locks l
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
          WHERE l.locktype = 'relation' AND l.relation = CAST({target} AS regclass)
            AND l.granted AND l.pid <> pg_catalog.pg_backend_pid() AND l.mode <> 'AccessShareLock'
          ORDER BY 4 DESC
        """,
        Map.of("target", Literal.of(step.target().quoted())));
  }
}
