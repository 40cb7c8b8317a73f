package dev.theseus.operation;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// Adds a column.
///
/// Nullable, or with a constant default: a catalog change. With a volatile default: added empty,
/// filled in chunks. Required without a default: the value for existing rows and for the old
/// version's inserts comes from `-- theseus:up table.column = …`. Inline constraints are operations
/// of their own.
///
/// @param serial `smallserial`, `serial` or `bigserial` was written: the column gets a sequence of
///   its own
/// @param ifNotExists an existing column of that name is left alone
public record AddColumn(
    QualifiedName table,
    Identifier column,
    PgType type,
    Optional<QualifiedName> collation,
    boolean notNull,
    Column.Default defaultValue,
    Column.Identity identity,
    boolean serial,
    boolean ifNotExists)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
