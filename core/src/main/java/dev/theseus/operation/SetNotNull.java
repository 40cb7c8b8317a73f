package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Makes a nullable column required.
public record SetNotNull(QualifiedName table, Identifier column) implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
