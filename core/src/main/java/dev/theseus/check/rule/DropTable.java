package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A table that goes: its data, and locks on the tables its foreign keys connect.
final class DropTable extends ActionRule {
  DropTable() {
    super("drop-table", "dropped table", Severity.DANGER, Act.DROP_TABLE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Its data is gone, code that names it fails, and tables connected by foreign keys are"
                + " locked against everything.",
            "Release code that does not use it; drop its foreign keys one by one with a"
                + " lock_timeout; rename it and drop it in a later release."));
  }
}
