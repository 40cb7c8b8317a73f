package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A CHECK that is proved at once.
final class AddCheck extends ActionRule {
  AddCheck() {
    super("add-check-validating", "CHECK that reads all rows", Severity.DANGER, Act.ADD_CHECK);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return action.scans()
        ? Optional.of(
            Advice.bySize(
                "All rows are checked while nobody can read or write the table.",
                "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own:"
                    + " it lets reads and writes go on."))
        : Optional.empty();
  }
}
