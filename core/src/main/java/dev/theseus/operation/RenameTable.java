package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Gives a table another name: the new version sees it under the new name, the table gets it at
/// contract.
public record RenameTable(QualifiedName table, Identifier to) implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
