package dev.theseus.operation;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;

/// Changes what an INSERT that leaves the column out gets; existing rows stay.
public record SetDefault(QualifiedName table, Identifier column, Expression value)
    implements Operation {
  @Override
  public QualifiedName target() {
    return table;
  }
}
