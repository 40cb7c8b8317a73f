package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A stored generated column that comes or gets another expression.
final class AddColumnStored extends ActionRule {
  AddColumnStored() {
    super(
        "add-column-stored-generated",
        "stored generated column",
        Severity.DANGER,
        Act.ADD_COLUMN_STORED,
        Act.SET_EXPRESSION);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (!action.rewrites()) {
      return Optional.empty();
    }
    boolean virtual = context.major() >= 18 && action.act() == Act.ADD_COLUMN_STORED;
    return Optional.of(
        Advice.bySize(
            "The value of every row is computed and stored at once, so the whole table is written"
                + " anew while nobody can read or write it.",
            virtual
                ? "Make it VIRTUAL (computed when it is read, nothing is written), or add a plain"
                    + " column with a trigger and fill the old rows in batches."
                : "Add a plain column with a trigger that computes it, and fill the old rows in"
                    + " batches."));
  }
}
