package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Drops a constraint when the new version is published.
public record DropConstraint(QualifiedName table, Identifier constraint, boolean cascade)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
