package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A new `serial` or identity column: every row is numbered while the table is locked.
final class AddColumnSerial extends ActionRule {
  AddColumnSerial() {
    super(
        "add-column-serial",
        "serial or identity column",
        Severity.DANGER,
        Act.ADD_COLUMN_SERIAL,
        Act.ADD_COLUMN_IDENTITY);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.bySize(
            "Every existing row is numbered at once, so the whole table and its indexes are written"
                + " anew while nobody can read or write it.",
            "Add a plain bigint column, create a sequence and set nextval as the default, number"
                + " the old rows in batches, then require it."));
  }
}
