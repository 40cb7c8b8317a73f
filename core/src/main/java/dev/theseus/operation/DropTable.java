package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;

/// Drops a table at contract; until then the old version goes on using it.
///
/// @param ifExists nothing is done when it does not exist
public record DropTable(QualifiedName table, boolean cascade, boolean ifExists)
    implements Operation {
  public DropTable(QualifiedName table, boolean cascade) {
    this(table, cascade, false);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
