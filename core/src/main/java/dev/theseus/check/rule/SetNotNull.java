package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A column that becomes required without anything that proves it.
final class SetNotNull extends ActionRule {
  SetNotNull() {
    super(
        "set-not-null",
        "NOT NULL on an existing column",
        Severity.DANGER,
        Act.SET_NOT_NULL,
        Act.ADD_NOT_NULL);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (!action.scans()) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.bySize(
            "All rows are read to prove that none holds null, and meanwhile nobody can read or"
                + " write the table.",
            context.major() >= 18
                ? "ALTER TABLE … ADD CONSTRAINT … NOT NULL column NOT VALID, then VALIDATE"
                    + " CONSTRAINT in a transaction of its own: it lets reads and writes go on."
                : "ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in a"
                    + " transaction of its own; SET NOT NULL, which then reads nothing; DROP"
                    + " CONSTRAINT in a statement of its own."));
  }
}
