package dev.theseus.operation;

import dev.theseus.catalog.PgType;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// Changes a column's type.
///
/// Where PostgreSQL would not rewrite the table: a catalog change. Else a second column of the new
/// type, kept in step both ways. A cast that settings of the session change (`date` to `text`,
/// `timestamp` to `timestamptz`) is not derived: write `up` and `down`.
///
/// @param using the conversion as written after USING; empty means the cast PostgreSQL would apply
///   by itself
public record ChangeType(
    QualifiedName table,
    Identifier column,
    PgType type,
    Optional<QualifiedName> collation,
    Optional<Expression> using)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
