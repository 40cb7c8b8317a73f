package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.plan.LockLevel;
import java.util.Optional;

/// An index that is built while writers wait.
final class CreateIndex extends ActionRule {
  CreateIndex() {
    super("create-index", "index that stops writes", Severity.DANGER, Act.CREATE_INDEX);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean blocking = action.strongest() == LockLevel.SHARE && action.scans();
    if (!blocking) {
      return Optional.empty();
    }
    boolean partitioned = new Tables(context).isPartitioned(action);
    return Optional.of(
        Advice.bySize(
            "Nobody can write to the table until the index is built.",
            partitioned
                ? "CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition,"
                    + " then ALTER INDEX … ATTACH PARTITION each."
                : "CREATE INDEX CONCURRENTLY, outside of a transaction."));
  }
}
