package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;

/// Drops an index at contract, without blocking writers.
///
/// @param ifExists nothing is done when it does not exist
public record DropIndex(QualifiedName index, boolean ifExists) implements Operation {
  public DropIndex(QualifiedName index) {
    this(index, false);
  }

  @Override
  public QualifiedName target() {
    return index;
  }
}
