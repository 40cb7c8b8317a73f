package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.plan.Version;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds sessions that still use tables of the old version directly, although the new version sees
/// them through views.
///
/// PostgreSQL does not show another session's `search_path`, but it shows its locks: whoever reads
/// or writes such a table in a transaction that touches no view uses the old version. Foreign key
/// checks (ROW SHARE) do not count. The locks are looked at [#LOOKS] times; a session that does
/// nothing meanwhile is not seen.
///
/// **Locks** nothing but ACCESS SHARE on catalogs.
final class OldVersionSessions {
  private static final int LOOKS = 40;
  private static final Duration PAUSE = Duration.ofMillis(25);

  private static final String LOOK =
      """
      SELECT activity.pid, activity.usename, activity.application_name,
             base.relname, activity.backend_start
      FROM pg_catalog.pg_locks AS held
      JOIN pg_catalog.pg_stat_activity AS activity ON activity.pid = held.pid
      JOIN pg_catalog.pg_class AS base ON base.oid = held.relation
      WHERE held.locktype = 'relation'
        AND held.database = (
          SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND held.granted
        AND held.mode IN ('AccessShareLock', 'RowExclusiveLock')
        AND activity.backend_type = 'client backend'
        AND held.pid <> pg_catalog.pg_backend_pid()
        AND held.relation IN (
          SELECT depends.refobjid
          FROM pg_catalog.pg_class AS shown
          JOIN pg_catalog.pg_namespace AS schema ON schema.oid = shown.relnamespace
          JOIN pg_catalog.pg_rewrite AS rule ON rule.ev_class = shown.oid
          JOIN pg_catalog.pg_depend AS depends
            ON depends.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            AND depends.objid = rule.oid
            AND depends.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
          WHERE schema.nspname = ? AND depends.refobjid <> shown.oid)
        AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_locks AS other
          JOIN pg_catalog.pg_class AS view ON view.oid = other.relation
          WHERE other.pid = held.pid AND other.locktype = 'relation'
            AND other.database = held.database AND view.relkind IN ('v', 'm'))
      """;

  private final Session session;
  private final Time time;

  OldVersionSessions(Session session, Time time) {
    this.session = session;
    this.time = time;
  }

  /// One problem per session that was seen.
  Collection<Problem> find(Version version) throws SQLException, InterruptedException {
    Map<Integer, Problem> found = new TreeMap<>();
    for (int look = 0; look < LOOKS; look++) {
      List<Problem> seen =
          session.query(
              LOOK,
              row -> {
                Problem problem =
                    Problem.of(
                        ProblemCode.OLD_VERSION_CONNECTED,
                        "session %d (user %s, application \"%s\") uses table \"%s\" directly, as the old version does"
                            .formatted(
                                row.getInt("pid"),
                                row.getString("usename"),
                                row.getString("application_name"),
                                row.getString("relname")),
                        "stop it or move it to search_path "
                            + version.searchPath()
                            + ", or run `theseus contract --accept-old-sessions`");
                found.put(row.getInt("pid"), problem);
                return problem;
              },
              version.schema().name());
      if (look + 1 < LOOKS && seen.isEmpty()) {
        time.sleep(PAUSE);
      }
    }
    return found.values();
  }
}
