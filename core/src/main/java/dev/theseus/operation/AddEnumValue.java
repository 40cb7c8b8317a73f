package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;

/// Adds a value to an enum type. Takes no table lock; a value cannot be removed again.
///
/// @param statement the statement as written
public record AddEnumValue(QualifiedName type, String value, Sql statement) implements Operation {
  @Override
  public QualifiedName target() {
    return type;
  }
}
