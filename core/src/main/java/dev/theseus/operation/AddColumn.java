package dev.theseus.operation;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.PgType;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.Optional;

/// Adds a column.
///
/// Nullable, or with a constant default: a catalog change. With a volatile default: added empty,
/// filled in chunks; so is one whose values come from a sequence (serial or identity). Required
/// without a default: the value for existing rows and for the old version's inserts comes from `--
/// theseus:up table.column = …`. Inline constraints are operations of their own.
///
/// @param serial `smallserial`, `serial` or `bigserial` was written: the column gets a sequence of
///   its own
/// @param ifNotExists an existing column of that name is left alone
/// @param notNullConstraint the name given to NOT NULL, which PostgreSQL 18 keeps
public record AddColumn(
    QualifiedName table,
    Identifier column,
    PgType type,
    Optional<QualifiedName> collation,
    boolean notNull,
    Column.Default defaultValue,
    Column.Identity identity,
    boolean serial,
    Optional<Sql> sequenceOptions,
    boolean ifNotExists,
    Optional<Identifier> notNullConstraint)
    implements Operation {
  public AddColumn(
      QualifiedName table,
      Identifier column,
      PgType type,
      Optional<QualifiedName> collation,
      boolean notNull,
      Column.Default defaultValue,
      Column.Identity identity,
      boolean serial,
      boolean ifNotExists) {
    this(
        table,
        column,
        type,
        collation,
        notNull,
        defaultValue,
        identity,
        serial,
        Optional.empty(),
        ifNotExists,
        Optional.empty());
  }

  /// Whether its values come from a sequence of its own.
  public boolean numbered() {
    return serial || identity != Column.Identity.NONE;
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
