package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;

/// How many autovacuum workers vacuum the table, or a partition of it.
///
/// Told by the lock such a worker holds and by its having no user, which every role may read; its
/// progress (`pg_stat_progress_vacuum`) takes more rights.
///
/// Source: "Explicit Locking", SHARE UPDATE EXCLUSIVE; "System Views", `pg_locks`.
final class Autovacuum implements Probe {
  private static final String QUERY =
      """
      SELECT count(DISTINCT l.pid) FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid AND a.usesysid IS NULL
      WHERE l.granted AND l.mode = 'ShareUpdateExclusiveLock' AND l.locktype = 'relation'
        AND l.database = (
          SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND (l.relation = to_regclass(?) OR l.relation IN (
          SELECT relid FROM pg_catalog.pg_partition_tree(to_regclass(?))))
      """;

  @Override
  public SignalName name() {
    return SignalName.AUTOVACUUM;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    String table = look.table().quoted();
    long workers = look.session().number(QUERY, table, table);
    return Answer.value(workers, workers == 0 ? "" : "it vacuums " + look.table());
  }
}
