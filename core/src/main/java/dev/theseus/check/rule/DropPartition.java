package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A partition that is dropped while it is attached: its parent is locked.
final class DropPartition extends ActionRule {
  DropPartition() {
    super("drop-partition", "dropped partition", Severity.DANGER, Act.DROP_PARTITION);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            "Its rows are gone, and reads and writes of the whole partitioned table wait.",
            "DETACH PARTITION … CONCURRENTLY first, then DROP TABLE."));
  }
}
