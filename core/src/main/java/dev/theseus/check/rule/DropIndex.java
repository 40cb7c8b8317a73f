package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.plan.LockLevel;
import java.util.Optional;

/// An index that goes while nobody can use its table.
final class DropIndex extends ActionRule {
  DropIndex() {
    super("drop-index", "index dropped under a full lock", Severity.WARNING, Act.DROP_INDEX);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean blocking = action.strongest() == LockLevel.ACCESS_EXCLUSIVE || action.uses().isEmpty();
    if (!blocking || context.effect().alone()) {
      return Optional.empty();
    }
    return Optional.of(
        new Tables(context).isPartitioned(action)
            ? Advice.of(
                "Reads and writes of the table and all its partitions wait; behind a long query"
                    + " everything queues.",
                "SET lock_timeout before it; DROP INDEX CONCURRENTLY does not work on indexes of"
                    + " partitioned tables.")
            : Advice.of(
                "Reads and writes of the table wait; behind a long query everything queues.",
                "DROP INDEX CONCURRENTLY, outside of a transaction."));
  }
}
