package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// `CREATE TABLE … PARTITION OF` locks the parent against everything.
final class CreatePartition extends ActionRule {
  CreatePartition() {
    super(
        "create-partition",
        "partition created in one statement",
        Severity.WARNING,
        Act.CREATE_PARTITION);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return Optional.of(
        Advice.of(
            action.scans()
                ? "Reads and writes of the whole partitioned table wait while the DEFAULT partition"
                    + " is read."
                : "Reads and writes of the whole partitioned table wait; behind a long query"
                    + " everything queues.",
            "CREATE TABLE (LIKE parent INCLUDING ALL), a CHECK with the bounds, then ATTACH"
                + " PARTITION: it takes SHARE UPDATE EXCLUSIVE on the parent."));
  }
}
