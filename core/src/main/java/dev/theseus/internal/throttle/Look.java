package dev.theseus.internal.throttle;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.sql.QualifiedName;
import dev.theseus.throttle.Limits;
import java.sql.SQLException;

/// What a probe reads with.
///
/// @param session in autocommit mode, with a short `statement_timeout`
/// @param pid the server process that does the row work
/// @param table the table it works on
record Look(Session session, Limits limits, int pid, QualifiedName table, Time time) {
  /// Whether this role sees what other roles' sessions do.
  boolean seesAll() throws SQLException {
    return session.flag("SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')");
  }
}
