package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Gives a column another name: the new version sees the new name, the table gets it at contract.
public record RenameColumn(QualifiedName table, Identifier from, Identifier to)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
