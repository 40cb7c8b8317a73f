package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import dev.theseus.policy.LockBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How a command waits for locks, as a picocli mixin.
final class LockOptions {
  @Mixin private BlockerOptions blockers = new BlockerOptions();

  @Option(
      names = "--lock-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "The longest a statement may wait in a table's lock queue, 1ms..60s; default 500ms, and"
              + " the first try waits 20ms at most.")
  private @Nullable Duration lockTimeout;

  @Option(
      names = "--lock-budget",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How long a step tries to get its locks before it gives up; default 10m.")
  private @Nullable Duration lockBudget;

  @Option(
      names = "--lock-deadline",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "How long all steps of the command together try to get their locks, 1ms..7d; default 7d.")
  private @Nullable Duration lockDeadline;

  /// @throws IllegalArgumentException if a time is out of its range
  void apply(TheseusBuilder builder) {
    builder.lockBudget(budget());
    blockers.apply(builder);
  }

  private LockBudget budget() {
    LockBudget budget = LockBudget.defaults();
    if (lockTimeout != null) {
      Duration first = lockTimeout.compareTo(budget.first()) < 0 ? lockTimeout : budget.first();
      budget = budget.withWaits(first, lockTimeout);
    }
    if (lockBudget != null) {
      budget = budget.withTotal(lockBudget);
    }
    return lockDeadline == null ? budget : budget.withDeadline(lockDeadline);
  }
}
