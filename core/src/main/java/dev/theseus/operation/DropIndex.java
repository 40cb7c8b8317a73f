package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;

/// Drops an index at contract, without blocking writers.
public record DropIndex(QualifiedName index) implements Operation {
  @Override
  public QualifiedName target() {
    return index;
  }
}
