package dev.theseus.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// What a workload saw.
///
/// @param seed what its random choices began with
/// @param transactions committed, per group
/// @param statements sent, with commits
/// @param failureCount how many statements failed
/// @param failures the first 1000 of them
/// @param latency of statements in microseconds, 1 µs to 10 minutes with three digits
public record WorkloadReport(
    long seed,
    Map<String, Long> transactions,
    long statements,
    long failureCount,
    List<WorkloadFailure> failures,
    Histogram latency) {
  public WorkloadReport {
    transactions = Map.copyOf(transactions);
    failures = List.copyOf(failures);
    latency = latency.copy();
  }

  /// The longest that a statement took.
  public Duration max() {
    return Duration.of(latency.getMaxValue(), TimeUnit.MICROSECONDS.toChronoUnit());
  }

  /// How long `percent` (0..100) of the statements took at most.
  public Duration percentile(double percent) {
    return Duration.of(latency.getValueAtPercentile(percent), TimeUnit.MICROSECONDS.toChronoUnit());
  }

  /// The transactions that a group committed; 0 for one that does not exist.
  public long transactions(String group) {
    return transactions.getOrDefault(group, 0L);
  }

  /// All committed transactions.
  public long transactionCount() {
    return transactions.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return "seed %d: transactions %s, %d statements, p99 %s, max %s, %d failures %s"
        .formatted(seed, transactions, statements, percentile(99), max(), failureCount, failures);
  }
}
