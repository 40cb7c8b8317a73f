package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A new column that is NOT NULL and has no default.
final class AddRequiredColumn extends ActionRule {
  AddRequiredColumn() {
    super(
        "add-required-column",
        "required column without a default",
        Severity.DANGER,
        Act.ADD_COLUMN_REQUIRED);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "It fails as soon as the table holds a row, and every INSERT of the running application"
                + " that does not know the column fails from then on.",
            "Add the column nullable or with a constant default, let the new release fill it, then"
                + " make it required with a CHECK that is validated apart."));
  }
}
