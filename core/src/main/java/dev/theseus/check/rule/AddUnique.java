package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A UNIQUE constraint whose index is built while the table is locked.
final class AddUnique extends ActionRule {
  AddUnique() {
    super(
        "add-unique-constraint",
        "UNIQUE constraint that builds its index",
        Severity.DANGER,
        Act.ADD_UNIQUE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (!action.scans()) {
      return Optional.empty();
    }
    boolean partitioned = new Tables(context).isPartitioned(action);
    return Optional.of(
        Advice.bySize(
            "The index is built over all rows while nobody can read or write the table. NOT VALID"
                + " does not exist for UNIQUE.",
            partitioned
                ? "CREATE UNIQUE INDEX ON ONLY the parent, one CONCURRENTLY on each partition, and"
                    + " ALTER INDEX … ATTACH PARTITION; a constraint cannot take it over."
                : "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX."));
  }
}
