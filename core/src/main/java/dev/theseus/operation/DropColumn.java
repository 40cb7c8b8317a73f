package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Removes a column: hidden from the new version at once, dropped at contract.
///
/// @param ifExists nothing is done when it does not exist
public record DropColumn(QualifiedName table, Identifier column, boolean cascade, boolean ifExists)
    implements Operation {
  public DropColumn(QualifiedName table, Identifier column, boolean cascade) {
    this(table, column, cascade, false);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
