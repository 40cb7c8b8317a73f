package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// Makes a nullable column required.
///
/// @param constraint the name of the constraint where it is written as one, `ADD CONSTRAINT name
///   NOT NULL column`: PostgreSQL 18
/// @param noInherit tables that inherit from this one need not keep it: PostgreSQL 18
/// @param validate `false` for `NOT VALID`: rows that exist may hold NULL: PostgreSQL 18
public record SetNotNull(
    QualifiedName table,
    Identifier column,
    Optional<Identifier> constraint,
    boolean noInherit,
    boolean validate)
    implements Operation {
  public SetNotNull(QualifiedName table, Identifier column) {
    this(table, column, Optional.empty(), false, true);
  }

  /// Whether it says more than `SET NOT NULL` can.
  public boolean asConstraint() {
    return constraint.isPresent() || noInherit || !validate;
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
