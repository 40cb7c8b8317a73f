package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Renames an index; takes no lock on its table.
public record RenameIndex(QualifiedName index, Identifier to) implements Operation {
  @Override
  public QualifiedName target() {
    return index;
  }
}
