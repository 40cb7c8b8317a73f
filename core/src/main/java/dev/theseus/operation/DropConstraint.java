package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Drops a constraint when the new version is published.
///
/// @param ifExists nothing is done when it does not exist
public record DropConstraint(
    QualifiedName table, Identifier constraint, boolean cascade, boolean ifExists)
    implements Operation {
  public DropConstraint(QualifiedName table, Identifier constraint, boolean cascade) {
    this(table, constraint, cascade, false);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
