package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;

/// Drops a table at contract; until then the old version goes on using it.
public record DropTable(QualifiedName table, boolean cascade) implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
