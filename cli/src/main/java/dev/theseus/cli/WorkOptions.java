package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import dev.theseus.pacing.Pacing;
import dev.theseus.policy.LockBudget;
import dev.theseus.throttle.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How gently a command works, as a picocli mixin.
final class WorkOptions {
  @Mixin private BlockerOptions blockers = new BlockerOptions();
  @Mixin private ThrottleOptions throttle = new ThrottleOptions();

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

  @Option(
      names = "--chunk-time",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "What one transaction of the backfill aims at, 1ms..1s; default 10ms: how long it makes a"
              + " writer of the same row wait.")
  private @Nullable Duration chunkTime;

  @Option(
      names = "--max-rate",
      paramLabel = "ROWS/S",
      converter = RowRate.class,
      description = "Rows filled per second at most in this run; theseus pace slows it further.")
  private @Nullable RowRate maxRate;

  @Option(
      names = "--courtesy",
      paramLabel = "N",
      description =
          "How many times the length of a chunk to pause after it where others compete with it,"
              + " 0..100; default 9, 0 always goes at full speed.")
  private @Nullable Integer courtesy;

  void apply(TheseusBuilder builder) {
    try {
      builder.lockBudget(budget());
      builder.pacing(pacing());
      blockers.apply(builder);
      throttle.apply(Limits.usual());
      builder.limits(throttle::apply);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct the option");
    }
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

  private Pacing pacing() {
    Pacing pacing = Pacing.standard();
    if (chunkTime != null) {
      pacing = pacing.withChunkTime(chunkTime);
    }
    if (courtesy != null) {
      pacing = pacing.withCourtesy(courtesy);
    }
    return maxRate == null ? pacing : pacing.withMaxRowsPerSecond(maxRate.limit().orElse(0));
  }
}
