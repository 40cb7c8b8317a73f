package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Role;
import java.util.Optional;

/// A new table with a foreign key to a table that is in use.
final class CreateTableForeignKey extends ActionRule {
  CreateTableForeignKey() {
    super(
        "create-table-foreign-key",
        "new table that references one in use",
        Severity.WARNING,
        Act.CREATE_TABLE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean referenced =
        action.uses().stream()
            .anyMatch(use -> use.role() == Role.REFERENCED && !context.isFresh(use.relation()));
    return referenced
        ? Optional.of(
            Advice.of(
                "Writers of the referenced table wait, and behind a long transaction on it"
                    + " everything queues.",
                "SET lock_timeout before it and try again; one foreign key per transaction."))
        : Optional.empty();
  }
}
