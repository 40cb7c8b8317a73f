package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// Adds a UNIQUE constraint: its index is built without blocking writers, then adopted.
///
/// @param constraint its name: as written, or the one PostgreSQL would choose
/// @param include columns of INCLUDE
/// @param nullsNotDistinct PostgreSQL 15 on
/// @param existingIndex the index named by USING INDEX
public record AddUnique(
    QualifiedName table,
    Identifier constraint,
    List<Identifier> columns,
    List<Identifier> include,
    boolean nullsNotDistinct,
    boolean deferrable,
    boolean initiallyDeferred,
    Optional<Identifier> existingIndex)
    implements Operation {
  public AddUnique {
    columns = List.copyOf(columns);
    include = List.copyOf(include);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
