package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// An exclusion constraint: there is no way to add one beside the running application.
final class AddExclusion extends ActionRule {
  AddExclusion() {
    super("add-exclusion-constraint", "exclusion constraint", Severity.DANGER, Act.ADD_EXCLUDE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.bySize(
            "The index is built over all rows while nobody can read or write the table, and"
                + " PostgreSQL has no way to build it beside.",
            "Create a new table with the constraint and move the rows, or accept the pause at a"
                + " quiet time with a lock_timeout."));
  }
}
