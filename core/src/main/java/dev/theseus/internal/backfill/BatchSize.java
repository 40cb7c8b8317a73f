package dev.theseus.internal.backfill;

import java.time.Duration;

/// How many keys the next batch of a data change has, so that it takes about the time it should.
///
/// Where even the smallest batch takes far longer, and a greater one hardly longer than it, the
/// statement has a cost of its own (a join without an index): batches then grow, because small ones
/// would pay that cost more often. Not thread-safe.
final class BatchSize {
  private static final int FLOOR = 16;
  private static final int MOST = 50_000;
  private static final int MOST_FLOOR = 8192;
  private static final int STEP = 4;
  private static final double HARDLY_LONGER = 2;
  private static final int FAR_TOO_LONG = 5;

  private final long targetNanos;
  private final ChunkSize size;
  private int floor = FLOOR;
  private long nanosAtFloorBefore;
  private boolean raising = true;

  BatchSize(Duration target) {
    this.targetNanos = target.toNanos();
    this.size = new ChunkSize(target, FLOOR, MOST);
  }

  long keys() {
    return Math.max(floor, size.blocks());
  }

  boolean smallest() {
    return keys() <= floor;
  }

  /// A batch of this many keys took this long.
  void took(long keys, long nanos) {
    boolean atFloor = keys <= floor && keys >= floor / 2;
    size.took(keys, nanos);
    if (!raising || !atFloor || nanos < FAR_TOO_LONG * targetNanos) {
      return;
    }
    if (nanosAtFloorBefore > 0 && nanos > HARDLY_LONGER * nanosAtFloorBefore) {
      raising = false;
      floor = Math.max(FLOOR, floor / STEP);
    } else if (floor < MOST_FLOOR) {
      nanosAtFloorBefore = nanos;
      floor *= STEP;
    }
  }

  /// A batch did not end within the server's time limit.
  void timedOut() {
    size.timedOut();
  }
}
