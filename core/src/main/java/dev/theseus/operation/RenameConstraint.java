package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Renames a constraint at contract.
public record RenameConstraint(QualifiedName table, Identifier from, Identifier to)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
