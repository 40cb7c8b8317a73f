package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import java.util.Optional;

/// A table that becomes a partition and has to be read first.
final class AttachPartition extends ActionRule {
  AttachPartition() {
    super(
        "attach-partition",
        "partition attached with a scan",
        Severity.DANGER,
        Act.ATTACH_PARTITION);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    boolean reads =
        action.uses().stream().anyMatch(use -> use.scans() && !context.isFresh(use.relation()));
    if (!reads) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.bySize(
            "The new partition (and a DEFAULT partition) is read while nobody can use it.",
            "Add a CHECK that proves the bounds and that the key is not null, NOT VALID, validate"
                + " it, make the parent's indexes on it, ATTACH, and drop the check."));
  }
}
