package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.RelationUse;
import java.util.Optional;

/// A change of type that writes the table anew, makes indexes again or reads all rows. A change of
/// the catalog alone is not flagged.
final class ChangeColumnType extends ActionRule {
  ChangeColumnType() {
    super(
        "change-column-type",
        "type change that rewrites or reads the table",
        Severity.DANGER,
        Act.CHANGE_TYPE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (!action.scans() && !action.rewrites()) {
      return Optional.empty();
    }
    boolean written = action.uses().stream().anyMatch(RelationUse::rewrites);
    if (action.certainty() == Certainty.DEPENDS) {
      return Optional.of(
          Advice.bySize(
              "With a TimeZone other than UTC each value has to be converted while nobody can read"
                  + " or write the table.",
              "SET timezone = 'UTC' in the same session before it if the stored times are UTC; else"
                  + " a new column, a trigger, a batched backfill and a switch."));
    }
    return Optional.of(
        written
            ? Advice.bySize(
                "Every value is converted and every index on the table built again while nobody can"
                    + " read or write it.",
                "Add a second column of the new type, keep both in step with a trigger, fill it in"
                    + " batches, build its indexes CONCURRENTLY, switch, and drop the old one"
                    + " later.")
            : Advice.bySize(
                "No row is written, but constraints are proved or indexes built again while nobody"
                    + " can read or write the table.",
                "Drop the constraint or index first and make it again afterwards: NOT VALID and"
                    + " VALIDATE, or CONCURRENTLY."));
  }
}
