package dev.theseus.internal.lock;

import dev.theseus.policy.LockBudget;
import java.time.Duration;

/// How long the steps of one command have tried for their locks. Not thread-safe.
public final class LockTime {
  private Duration spent = Duration.ZERO;

  /// How long a step may try: its own budget, or what is left to the command.
  public Duration left(LockBudget budget) {
    Duration rest = budget.deadline().minus(spent);
    Duration left = rest.compareTo(budget.total()) < 0 ? rest : budget.total();
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// Whether it is the command, not the step, that may not try any longer.
  public boolean over(LockBudget budget) {
    return spent.compareTo(budget.deadline()) >= 0;
  }

  /// A step has tried so long.
  public void spend(Duration time) {
    spent = spent.plus(time);
  }
}
