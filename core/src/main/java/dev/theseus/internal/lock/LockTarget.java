package dev.theseus.internal.lock;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A declared object that exists.
///
/// @param lockable whether our role owns it, so that it can be locked before the step begins
/// @param viewOwner for a view, its owner; `LOCK TABLE` on a view would lock every table it reads
record LockTarget(
    QualifiedName name,
    LockLevel level,
    long oid,
    boolean lockable,
    Optional<Identifier> viewOwner) {
  /// Objects the step will create are left out: nobody can hold a lock on them. Views come first,
  /// as whoever reads a view locks it before its tables.
  static List<LockTarget> of(Session session, Map<QualifiedName, LockLevel> declared)
      throws SQLException {
    List<LockTarget> targets = new ArrayList<>();
    for (Map.Entry<QualifiedName, LockLevel> entry : declared.entrySet()) {
      find(session, entry.getKey(), entry.getValue()).ifPresent(targets::add);
    }
    targets.sort(Comparator.comparing(target -> target.viewOwner().isEmpty()));
    return targets;
  }

  private static Optional<LockTarget> find(Session session, QualifiedName name, LockLevel level)
      throws SQLException {
    return session.first(
        """
        SELECT c.oid, c.relkind IN ('r', 'p', 'v') AND pg_has_role(c.relowner, 'USAGE') AS lockable,
          CASE c.relkind WHEN 'v' THEN pg_get_userbyid(c.relowner) END AS view_owner
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        """,
        row ->
            new LockTarget(
                name,
                level,
                row.getLong("oid"),
                row.getBoolean("lockable"),
                Optional.ofNullable(row.getString("view_owner")).map(Identifier::of)),
        name.schema().name(),
        name.name().name());
  }
}
