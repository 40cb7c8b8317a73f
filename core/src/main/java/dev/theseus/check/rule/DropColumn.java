package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A column that goes: its data, and what depends on it.
final class DropColumn extends ActionRule {
  DropColumn() {
    super("drop-column", "dropped column", Severity.DANGER, Act.DROP_COLUMN);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean takenBack =
        action.table().filter(table -> context.takesBack(table, action.subject())).isPresent();
    if (takenBack) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.of(
            "Code that still names the column fails at once, its data is gone, and indexes,"
                + " constraints and foreign keys on it go silently.",
            "Release code that does not use the column, wait until no old instance runs, and drop"
                + " it in a later release."));
  }
}
