package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.plan.LockLevel;
import java.util.Optional;

/// A materialized view that nobody can read until it is filled.
final class RefreshView extends ActionRule {
  RefreshView() {
    super(
        "refresh-materialized-view",
        "materialized view refreshed under a full lock",
        Severity.DANGER,
        Act.REFRESH_VIEW);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    return action.target().filter(use -> use.lock() == LockLevel.ACCESS_EXCLUSIVE).isPresent()
        ? Optional.of(
            Advice.bySize(
                "Nobody can read the view until its query has ended.",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index over plain"
                    + " columns."))
        : Optional.empty();
  }
}
