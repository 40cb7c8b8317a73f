package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.plan.Version;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds sessions that still use tables of the old version directly, although the new version sees
/// them through views.
///
/// PostgreSQL does not show another session's `search_path`, but it shows its locks: whoever reads
/// or writes such a table in a transaction that touches no view uses the old version. Foreign key
/// checks (ROW SHARE) do not count, nor do writes beside one to a table at the other end of a
/// foreign key that passes changes on. The locks are looked at [#LOOKS] times; a session that does
/// nothing meanwhile is not seen.
///
/// **Locks** nothing but ACCESS SHARE on catalogs.
final class OldVersionSessions {
  private static final int LOOKS = 40;
  private static final Duration PAUSE = Duration.ofMillis(25);

  /// One snapshot of the locks, because a second look would see another moment of the same session.
  private static final String LOOK =
      """
      WITH held AS MATERIALIZED (
        SELECT pid, relation, mode FROM pg_catalog.pg_locks
        WHERE locktype = 'relation' AND granted AND pid <> pg_catalog.pg_backend_pid()
          AND database = (
            SELECT oid FROM pg_catalog.pg_database
            WHERE datname = pg_catalog.current_database())
      ), shown AS MATERIALIZED (
        SELECT depends.refobjid AS relation
        FROM pg_catalog.pg_class AS view
        JOIN pg_catalog.pg_namespace AS schema ON schema.oid = view.relnamespace
        JOIN pg_catalog.pg_rewrite AS rule ON rule.ev_class = view.oid
        JOIN pg_catalog.pg_depend AS depends
          ON depends.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
          AND depends.objid = rule.oid
          AND depends.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE schema.nspname = ? AND depends.refobjid <> view.oid
      )
      SELECT activity.pid, activity.usename, activity.application_name, base.relname
      FROM held
      JOIN pg_catalog.pg_stat_activity AS activity ON activity.pid = held.pid
      JOIN pg_catalog.pg_class AS base ON base.oid = held.relation
      WHERE held.relation IN (SELECT relation FROM shown)
        AND held.mode IN ('AccessShareLock', 'RowExclusiveLock')
        AND activity.backend_type = 'client backend'
        AND NOT EXISTS (
          SELECT FROM held AS other
          JOIN pg_catalog.pg_class AS view ON view.oid = other.relation
          WHERE other.pid = held.pid AND view.relkind IN ('v', 'm'))
        AND NOT (
          held.mode = 'RowExclusiveLock'
          AND EXISTS (
            SELECT FROM held AS other
            JOIN pg_catalog.pg_constraint AS key
              ON key.conrelid = held.relation AND key.confrelid = other.relation
            WHERE other.pid = held.pid AND other.mode = 'RowExclusiveLock'
              AND key.confrelid <> key.conrelid AND key.contype = 'f'
              AND (key.confupdtype IN ('c', 'n', 'd') OR key.confdeltype IN ('c', 'n', 'd'))))
      """;

  private final Session session;
  private final Time time;

  OldVersionSessions(Session session, Time time) {
    this.session = session;
    this.time = time;
  }

  /// One problem per session that was seen in at least two looks: a session is looked at while it
  /// takes or drops its locks, too.
  List<Problem> find(Version version) throws SQLException, InterruptedException {
    Map<Integer, Problem> once = new TreeMap<>();
    Map<Integer, Problem> again = new TreeMap<>();
    for (int look = 0; look < LOOKS; look++) {
      Map<Integer, Problem> seen = look(version);
      seen.forEach((pid, problem) -> (once.containsKey(pid) ? again : once).put(pid, problem));
      if (look + 1 < LOOKS) {
        time.sleep(PAUSE);
      }
    }
    return List.copyOf(again.values());
  }

  private Map<Integer, Problem> look(Version version) throws SQLException {
    Map<Integer, Problem> seen = new TreeMap<>();
    session.query(
        LOOK,
        row ->
            seen.put(
                row.getInt("pid"),
                problem(
                    "session %d (user %s, application \"%s\")"
                        .formatted(
                            row.getInt("pid"),
                            row.getString("usename"),
                            row.getString("application_name")),
                    row.getString("relname"),
                    version)),
        version.schema().name());
    return seen;
  }

  private static Problem problem(String who, String table, Version version) {
    return Problem.of(
        ProblemCode.OLD_VERSION_CONNECTED,
        who + " uses table \"" + table + "\" directly, as the old version does",
        "stop it or move it to search_path "
            + version.searchPath()
            + ", or run `theseus contract --accept-old-sessions`");
  }
}
