package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// Adds a primary key: its index is built without blocking writers, its columns proven to hold no
/// NULL, then adopted.
///
/// @param constraint its name: as written, or the one PostgreSQL would choose
/// @param include columns of INCLUDE
/// @param existingIndex the index named by USING INDEX
public record AddPrimaryKey(
    QualifiedName table,
    Identifier constraint,
    List<Identifier> columns,
    List<Identifier> include,
    boolean deferrable,
    boolean initiallyDeferred,
    Optional<Identifier> existingIndex)
    implements Operation {
  public AddPrimaryKey {
    columns = List.copyOf(columns);
    include = List.copyOf(include);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
