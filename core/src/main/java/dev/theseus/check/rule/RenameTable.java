package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A table or view under another name or in another schema.
final class RenameTable extends ActionRule {
  RenameTable() {
    super("rename-table", "renamed table", Severity.DANGER, Act.RENAME_TABLE, Act.MOVE_SCHEMA);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Instances of the old release fail with every statement that names the table.",
            "In the same transaction create a view with the old name (simple views can be written"
                + " through), and drop it when no old instance runs."));
  }
}
