package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A new column whose type is a domain with a CHECK or NOT NULL: PostgreSQL rewrites the table even
/// without a default.
final class AddColumnConstrainedDomain extends ActionRule {
  AddColumnConstrainedDomain() {
    super(
        "add-column-constrained-domain",
        "new column of a domain with constraints",
        Severity.DANGER,
        Act.ADD_COLUMN_CONSTRAINED_DOMAIN);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.bySize(
            "PostgreSQL checks the domain on every row by writing the table anew, even when the"
                + " column is empty.",
            "Add the column with the domain's base type and a CHECK that is NOT VALID, and validate"
                + " the check in a transaction of its own."));
  }
}
