package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A constraint of a domain that is proved on every table that uses it.
final class AlterDomain extends ActionRule {
  AlterDomain() {
    super(
        "alter-domain-constraint",
        "constraint on a domain in use",
        Severity.DANGER,
        Act.ALTER_DOMAIN_CONSTRAINT);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean validate = action.node().text("subtype").equals("V");
    if (context.catalog().known() && action.uses().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        validate
            ? Advice.bySize(
                "Every table that uses the domain is read while nobody can write to it.",
                "Do it at a quiet time; there is no weaker lock for domains.")
            : Advice.bySize(
                "Every table that uses the domain is read while nobody can write to it.",
                "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT at a quiet time; or CHECKs on"
                    + " the tables, NOT VALID and validated one by one."));
  }
}
