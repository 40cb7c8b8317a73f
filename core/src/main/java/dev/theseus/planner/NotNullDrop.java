package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.DropNotNull;
import java.util.Optional;

/// `DROP CONSTRAINT` of a NOT NULL, which has a name from PostgreSQL 18 on: the column allows NULL
/// from then on, as after `DROP NOT NULL`, and the old version has to be asked alike.
final class NotNullDrop {
  private NotNullDrop() {}

  /// The same said of the column; empty for another constraint, and for one of a table above.
  static Optional<Authored> of(Authored source, TableDraft table) {
    return source.operation() instanceof DropConstraint drop
        ? table
            .original()
            .constraint(drop.constraint())
            .filter(one -> one.kind() == Constraint.Kind.NOT_NULL && !one.inherited())
            .flatMap(one -> table.continuing(one.columns().getFirst()))
            .map(
                column ->
                    new Authored(
                        new DropNotNull(table.name(), column.name()),
                        source.place(),
                        source.statement()))
        : Optional.empty();
  }
}
