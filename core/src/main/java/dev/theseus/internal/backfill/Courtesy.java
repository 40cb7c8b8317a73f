package dev.theseus.internal.backfill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How much of the server is left to the application between two chunks.
///
/// The same work costs the same time as long as nobody else wants the processors, the disk or the
/// rows. What it costs in a quiet moment is known from the cheapest of the last chunks; what it
/// costs more than that is what others take from us, and we from them. From [#UNDISTURBED] times
/// the quiet cost on a pause follows each chunk and the chunks get shorter; both are at their end
/// at [#CROWDED] times it. Delay against the least delay seen, as a scavenger transport does it
/// (RFC 6817, LEDBAT). It begins carefully, since nothing is known yet. Not thread-safe.
final class Courtesy {
  /// A server that does nothing else shows a mean of 1.3 to 1.9 times the cheap chunks: pages
  /// differ, the log is flushed now and then.
  static final double UNDISTURBED = 2;

  static final double CROWDED = 3;

  private static final double AT_FIRST = 2.4;
  private static final int REMEMBERED = 256;
  private static final int ENOUGH = 16;
  private static final int FEWEST_ROWS = 20;
  private static final double QUIET = 0.05;
  private static final double WEIGHT = 0.05;
  private static final double WORST = 10;
  private static final double SHORTER = 0.7;

  private final int most;
  private final long chunkNanos;
  private final Deque<Double> costs = new ArrayDeque<>(REMEMBERED);
  private double ratio = AT_FIRST;

  /// @param most the longest pause as a multiple of the time a chunk took; 0 never pauses
  /// @param chunkTime what a chunk should take; one that took longer counts as one of these, since
  ///   the next ones will be smaller
  Courtesy(int most, Duration chunkTime) {
    this.most = most;
    this.chunkNanos = chunkTime.toNanos();
  }

  /// How long to wait after a chunk that wrote so many rows in such a time; not at all after one
  /// that found hardly any.
  Duration after(long rows, long nanos) {
    if (rows < FEWEST_ROWS) {
      return Duration.ZERO;
    }
    learn((double) nanos / rows);
    return Duration.ofNanos((long) (Math.min(nanos, chunkNanos) * most * pressure()));
  }

  /// Which part of its usual time a chunk may take.
  double chunkTime() {
    return most == 0 ? 1 : 1 - SHORTER * pressure();
  }

  private double pressure() {
    return Math.clamp((ratio - UNDISTURBED) / (CROWDED - UNDISTURBED), 0, 1);
  }

  private void learn(double cost) {
    if (costs.size() == REMEMBERED) {
      costs.removeFirst();
    }
    costs.addLast(cost);
    if (costs.size() < ENOUGH) {
      return;
    }
    double[] sorted = costs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double quiet = sorted[(int) (sorted.length * QUIET)];
    ratio += WEIGHT * (Math.min(WORST, cost / quiet) - ratio);
  }
}
