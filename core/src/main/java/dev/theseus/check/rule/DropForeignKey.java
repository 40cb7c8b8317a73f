package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A foreign key that goes: it locks the referenced table as well.
final class DropForeignKey extends ActionRule {
  DropForeignKey() {
    super("drop-foreign-key", "dropped foreign key", Severity.WARNING, Act.DROP_FOREIGN_KEY);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Reads and writes of both tables wait, and behind a long query on either of them"
                + " everything queues.",
            "SET lock_timeout before it and try again when it is not met; one foreign key per"
                + " transaction."));
  }
}
