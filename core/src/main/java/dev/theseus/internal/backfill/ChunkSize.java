package dev.theseus.internal.backfill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How many blocks the next chunk has, so that it takes about the time it should. Aims by the 90th
/// percentile of the last ten chunks, because one slow chunk is what an application notices.
final class ChunkSize {
  private static final int REMEMBERED = 10;
  private static final double MAX_GROWTH = 1.5;
  private static final int FAR_TOO_LONG = 5;
  private static final int FIRST_BLOCKS = 16;

  private final long targetNanos;
  private final long min;
  private final long max;
  private final Deque<Double> nanosPerBlock = new ArrayDeque<>();
  private long blocks;

  ChunkSize(Duration target, int min, int max) {
    this.targetNanos = target.toNanos();
    this.min = min;
    this.max = max;
    this.blocks = Math.clamp(FIRST_BLOCKS, min, max);
  }

  long blocks() {
    return blocks;
  }

  boolean smallest() {
    return blocks <= min;
  }

  /// A chunk of this many blocks took this long.
  void took(long chunkBlocks, long nanos) {
    if (nanosPerBlock.size() == REMEMBERED) {
      nanosPerBlock.removeFirst();
    }
    nanosPerBlock.addLast((double) nanos / chunkBlocks);
    if (nanos > FAR_TOO_LONG * targetNanos && chunkBlocks >= blocks / 2) {
      blocks = within(blocks / 10.0);
      return;
    }
    double aim = targetNanos / p90();
    blocks = within(Math.min(aim, Math.max(1, blocks) * MAX_GROWTH + 1));
  }

  /// A chunk did not end within the server's time limit.
  void timedOut() {
    blocks = within(blocks / 2.0);
  }

  private double p90() {
    double[] sorted = nanosPerBlock.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.ceil(sorted.length * 0.9) - 1];
  }

  private long within(double wanted) {
    return Math.clamp((long) wanted, min, max);
  }
}
