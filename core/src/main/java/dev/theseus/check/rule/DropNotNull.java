package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A column that loses NOT NULL: code that runs may not expect null.
final class DropNotNull extends ActionRule {
  DropNotNull() {
    super("drop-not-null", "column that may become null", Severity.WARNING, Act.DROP_NOT_NULL);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Readers that run now were written for a column that is never null.",
            "Deploy readers that can handle null first."));
  }
}
