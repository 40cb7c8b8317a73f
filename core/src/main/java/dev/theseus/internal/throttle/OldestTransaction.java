package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import java.sql.SQLException;

/// The age of the oldest transaction that keeps old row versions of this database, also a prepared
/// one. Meanwhile VACUUM frees nothing, and a backfill makes the table grow.
///
/// Source: "The Cumulative Statistics System", `pg_stat_activity` (`backend_xmin`, `backend_xid`);
/// "Routine Vacuuming". Other roles' transactions are hidden without `pg_read_all_stats`.
final class OldestTransaction implements Probe {
  private static final String QUERY =
      """
      SELECT age, who FROM (
        SELECT extract(epoch FROM clock_timestamp() - a.xact_start) * 1000 AS age,
          'process ' || a.pid || ' (user ' || a.usename || ', application '
            || coalesce(nullif(a.application_name, ''), 'unnamed') || ', ' || a.state || ')' AS who
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = current_database() AND a.backend_type = 'client backend'
          AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)
          AND a.pid NOT IN (pg_catalog.pg_backend_pid(), ?)
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = a.pid)
        UNION ALL
        SELECT extract(epoch FROM clock_timestamp() - p.prepared) * 1000,
          'prepared transaction ' || p.gid
        FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database()) o
      WHERE age IS NOT NULL ORDER BY age DESC LIMIT 1
      """;

  @Override
  public SignalName name() {
    return SignalName.TRANSACTION;
  }

  @Override
  public Answer read(Look look) throws SQLException {
    if (!look.seesAll()) {
      return new Answer.Denied(
          "this role cannot see other roles' transactions; GRANT pg_read_all_stats to it");
    }
    return look.session()
        .first(
            QUERY,
            row ->
                Answer.value(
                    Math.max(0, (long) row.getDouble("age")), String.valueOf(row.getString("who"))),
            look.pid())
        .orElse(Answer.value(0, ""));
  }
}
