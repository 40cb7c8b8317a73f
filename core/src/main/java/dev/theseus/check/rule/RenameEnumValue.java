package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A value of an enum under another name.
final class RenameEnumValue extends ActionRule {
  RenameEnumValue() {
    super("rename-enum-value", "renamed enum value", Severity.DANGER, Act.RENAME_ENUM_VALUE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Code that runs writes and compares the old value, which is an error from now on.",
            "Add the new value, release code that understands both, change the rows in batches, and"
                + " leave the old value unused; or create a type with the new values and change the"
                + " columns to it."));
  }
}
