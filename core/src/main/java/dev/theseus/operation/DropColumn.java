package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Removes a column: hidden from the new version at once, dropped at contract.
public record DropColumn(QualifiedName table, Identifier column, boolean cascade)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
