package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.plan.LockLevel;
import java.util.Optional;

/// A partition that leaves while nobody can use its parent.
final class DetachPartition extends ActionRule {
  DetachPartition() {
    super(
        "detach-partition",
        "partition detached under a full lock",
        Severity.WARNING,
        Act.DETACH_PARTITION);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean concurrent =
        action.node().find("def").filter(def -> def.flag("concurrent")).isPresent();
    boolean blocking =
        !concurrent
            && action.target().filter(u -> u.lock() == LockLevel.ACCESS_EXCLUSIVE).isPresent();
    return blocking
        ? Optional.of(
            Advice.of(
                "Reads and writes of the whole partitioned table wait; behind a long query"
                    + " everything queues.",
                "DETACH PARTITION … CONCURRENTLY, outside of a transaction (not while there is a"
                    + " DEFAULT partition)."))
        : Optional.empty();
  }
}
