package dev.theseus.internal.lock;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A declared object that exists.
///
/// @param lockable whether `LOCK TABLE` takes it: a table that our role owns
record LockTarget(QualifiedName name, LockLevel level, long oid, boolean lockable) {
  /// Objects the step will create are left out: nobody can hold a lock on them.
  static List<LockTarget> of(Session session, Map<QualifiedName, LockLevel> declared)
      throws SQLException {
    List<LockTarget> targets = new ArrayList<>();
    for (Map.Entry<QualifiedName, LockLevel> entry : declared.entrySet()) {
      find(session, entry.getKey(), entry.getValue()).ifPresent(targets::add);
    }
    return targets;
  }

  private static Optional<LockTarget> find(Session session, QualifiedName name, LockLevel level)
      throws SQLException {
    return session.first(
        """
        SELECT c.oid, c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE') AS lockable
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        """,
        row -> new LockTarget(name, level, row.getLong("oid"), row.getBoolean("lockable")),
        name.schema().name(),
        name.name().name());
  }
}
