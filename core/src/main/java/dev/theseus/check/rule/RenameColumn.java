package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A column under another name: code that runs uses the old one.
final class RenameColumn extends ActionRule {
  RenameColumn() {
    super("rename-column", "renamed column", Severity.DANGER, Act.RENAME_COLUMN);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Instances of the old release fail with every statement that names the column; no order"
                + " of deploying avoids it.",
            "Add a column with the new name, write both, fill it in batches, move the readers, and"
                + " drop the old one later."));
  }
}
