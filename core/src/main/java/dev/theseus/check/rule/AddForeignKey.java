package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A foreign key that is proved at once; it stops writes to both tables.
final class AddForeignKey extends ActionRule {
  AddForeignKey() {
    super(
        "add-foreign-key-validating",
        "foreign key that reads all rows",
        Severity.DANGER,
        Act.ADD_FOREIGN_KEY,
        Act.ENFORCE_FOREIGN_KEY);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (!action.scans() || !context.effect().failure().isEmpty()) {
      return Optional.empty();
    }
    if (action.act() == Act.ENFORCE_FOREIGN_KEY) {
      return Optional.of(
          Advice.bySize(
              "All rows are compared while nobody can read or write the table, or write to the"
                  + " other one.",
              "Drop it and add it again in one transaction, ADD FOREIGN KEY … NOT VALID; then"
                  + " VALIDATE CONSTRAINT in a transaction of its own."));
    }
    boolean partitioned = new Tables(context).isPartitioned(action);
    return Optional.of(
        Advice.bySize(
            "All rows are compared while nobody can write to either of the two tables.",
            partitioned && context.major() < 18
                ? "Add it NOT VALID to each partition and validate it there, then add it to the"
                    + " parent, which finds the partitions' own."
                : "ADD FOREIGN KEY … NOT VALID, then VALIDATE CONSTRAINT in a transaction of its"
                    + " own; have an index on the referencing columns first."));
  }
}
