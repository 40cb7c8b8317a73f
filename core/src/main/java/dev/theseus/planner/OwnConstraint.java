package dev.theseus.planner;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.Map;

/// The way back of a constraint that a future partition is given. Once it is attached and stays so,
/// the constraint belongs to that of the parent, and PostgreSQL does not let it go.
final class OwnConstraint {
  private OwnConstraint() {}

  static Sql drop(QualifiedName table, Identifier constraint) {
    return Sql.of(
        """
        DO $theseus$
        BEGIN
          IF EXISTS (
            SELECT FROM pg_catalog.pg_constraint
            WHERE conrelid = pg_catalog.to_regclass({place}) AND conname = {label}
              AND conparentid <> 0
          ) THEN
            RAISE WARNING 'constraint % of % stays: it belongs to a partitioned table''s', {label}, {place};
          ELSE
            ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};
          END IF;
        END
        $theseus$
        """,
        Map.of(
            "place",
            Literal.of(table.quoted()),
            "label",
            Literal.of(constraint.name()),
            "table",
            table,
            "name",
            constraint));
  }
}
