package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Makes a required column nullable.
public record DropNotNull(QualifiedName table, Identifier column) implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
