package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Takes a column's default away; existing rows stay.
public record DropDefault(QualifiedName table, Identifier column) implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
