package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.sql.QualifiedName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Tells the progress of a step, at most five times a second.
final class Reporter {
  private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();
  private static final long RATE_NANOS = Duration.ofSeconds(5).toNanos();

  private final BackfillContext context;
  private final String step;
  private final QualifiedName table;
  private final Time time;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long rows;
  private long finishedBlocks;
  private long otherBlocks;
  private long differing;

  private record Sample(long nanos, long rows, long blocks) {}

  Reporter(BackfillContext context, String step, QualifiedName table) {
    this.context = context;
    this.step = step;
    this.table = table;
    this.time = context.time();
  }

  /// Rows that are done before the heap at hand moves on.
  void addRows(long more) {
    rows += more;
  }

  void addDiffering(long more) {
    differing += more;
  }

  /// The blocks of heaps that are done, and of those that wait.
  void others(long finished, long waiting) {
    finishedBlocks = finished;
    otherBlocks = finished + waiting;
  }

  /// The heap at hand is here.
  void filling(long blocksDone, long blocks) {
    long now = time.nanos();
    if (due(now)) {
      samples.addLast(new Sample(now, rows, finishedBlocks + blocksDone));
      tell(finishedBlocks + blocksDone, otherBlocks + blocks);
    }
  }

  /// The heap at hand has been read to here.
  void verifying(long blocksDone, long blocks) {
    long now = time.nanos();
    if (due(now)) {
      samples.addLast(new Sample(now, rows, finishedBlocks + blocksDone));
      tellVerified(finishedBlocks + blocksDone, otherBlocks + blocks);
    }
  }

  /// All is done.
  void filled() {
    samples.addLast(new Sample(time.nanos(), rows, otherBlocks));
    tell(otherBlocks, otherBlocks);
  }

  void verified() {
    tellVerified(otherBlocks, otherBlocks);
  }

  private boolean due(long now) {
    while (samples.size() > 1 && now - samples.getFirst().nanos() > RATE_NANOS) {
      samples.removeFirst();
    }
    return samples.isEmpty() || now - samples.getLast().nanos() >= BETWEEN_NANOS;
  }

  private void tell(long done, long total) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.nanos() - first.nanos()) / 1e9;
    double rowsPerSecond = seconds > 0 ? (last.rows() - first.rows()) / seconds : 0;
    double blocksPerSecond = seconds > 0 ? (last.blocks() - first.blocks()) / seconds : 0;
    Optional<Duration> remaining =
        blocksPerSecond > 0
            ? Optional.of(Duration.ofMillis((long) (1000 * (total - done) / blocksPerSecond)))
            : Optional.empty();
    context
        .listener()
        .on(
            new MigrationEvent.BackfillProgress(
                context.migration(), step, table, rows, done, total, rowsPerSecond, remaining));
  }

  private void tellVerified(long done, long total) {
    context
        .listener()
        .on(
            new MigrationEvent.VerifyProgress(
                context.migration(), step, table, rows, differing, done, total));
  }
}
