package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// Indexes that are built again while writers wait.
final class Reindex extends ActionRule {
  Reindex() {
    super("reindex", "index rebuilt under a lock", Severity.DANGER, Act.REINDEX);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean concurrent =
        action.node().list("params").stream()
            .anyMatch(option -> option.text("defname").equals("concurrently"));
    return concurrent
        ? Optional.empty()
        : Optional.of(
            Advice.bySize(
                "Nobody can write to the table, and queries that would use the index wait, until it"
                    + " is built.",
                "REINDEX … CONCURRENTLY, outside of a transaction."));
  }
}
