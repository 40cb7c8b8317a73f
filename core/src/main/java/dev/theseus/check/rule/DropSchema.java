package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A schema or database that goes.
final class DropSchema extends ActionRule {
  DropSchema() {
    super(
        "drop-schema",
        "dropped schema or database",
        Severity.DANGER,
        Act.DROP_SCHEMA,
        Act.DROP_DATABASE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Everything in it is gone.",
            "Drop what it holds one by one, after a backup, and the empty schema last."));
  }
}
