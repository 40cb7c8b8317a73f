package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A new column whose default gives each row a value of its own, such as `gen_random_uuid()` or
/// `clock_timestamp()`.
final class AddColumnVolatileDefault extends ActionRule {
  AddColumnVolatileDefault() {
    super(
        "add-column-volatile-default",
        "volatile default on a new column",
        Severity.DANGER,
        Act.ADD_COLUMN_VOLATILE_DEFAULT);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.bySize(
            "Each row needs a value of its own, so the whole table is written anew while nobody can"
                + " read or write it.",
            "Add the column without a default, set the default in a second statement (new rows get"
                + " it), fill the old rows in batches, and only then require it."));
  }
}
