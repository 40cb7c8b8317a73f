package dev.theseus.check.rule;

import dev.theseus.check.Certainty;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A primary key whose index is built, or whose columns are proved not null, while the table is
/// locked.
final class AddPrimaryKey extends ActionRule {
  AddPrimaryKey() {
    super(
        "add-primary-key",
        "primary key that builds or reads",
        Severity.DANGER,
        Act.ADD_PRIMARY_KEY);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean indexed =
        action.node().find("def").filter(d -> !d.text("indexname").isEmpty()).isPresent();
    boolean unknown = indexed && action.certainty() != Certainty.PROVED;
    if (!action.scans() && !unknown) {
      return Optional.empty();
    }
    return Optional.of(
        indexed
            ? Advice.bySize(
                (unknown ? "If a key" : "A key")
                    + " of the index may be null, all rows are read while nobody can read or"
                    + " write the table.",
                "Make the columns NOT NULL first, by a CHECK that is validated apart; then the"
                    + " index is taken over without reading anything.")
            : Advice.bySize(
                "The index is built over all rows while nobody can read or write the table.",
                "Make the columns NOT NULL first, CREATE UNIQUE INDEX CONCURRENTLY, then ADD"
                    + " PRIMARY KEY USING INDEX."));
  }
}
