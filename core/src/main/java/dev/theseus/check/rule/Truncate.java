package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// `TRUNCATE`: data is lost, and CASCADE empties every table that references it.
final class Truncate extends ActionRule {
  Truncate() {
    super("truncate", "table emptied", Severity.DANGER, Act.TRUNCATE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean cascade = action.node().text("behavior").equals("DROP_CASCADE");
    return Optional.of(
        Advice.of(
            cascade
                ? "All rows are gone, also those of every table that references it, directly or"
                    + " not."
                : "All rows are gone, and readers wait.",
            "DELETE in batches, table by table, after a backup."));
  }
}
