package dev.theseus.pacing;

import java.time.Duration;

/// How fast a backfill and a verification may go.
///
/// @param chunkTime what one transaction of the backfill aims at, 1..1000 ms, default 10 ms: the
///   longest time it makes a writer of the same row wait
/// @param maxRowsPerSecond rows filled per second at most; 0, the default, means no limit
/// @param vacuumShare which share of the rows may have moved to other pages before the table is
///   vacuumed, 0..1, default 0.1; 0 never vacuums
/// @param minChunkBlocks fewest blocks of one transaction, from 1, default 8
/// @param maxChunkBlocks most blocks of one transaction, default 16384 (128 MB)
/// @param verifyChunkTime what one reading statement of the verification aims at, 1..1000 ms,
///   default 50 ms
/// @param patience how long rows or tables may be locked by others before that is reported, from
///   100 ms, default 30 s
/// @param courtesy how many times the time a chunk took to pause after it where others compete with
///   it, 0..100, default 9; 0 always goes at full speed. Chunks are shorter then, too
public record Pacing(
    Duration chunkTime,
    long maxRowsPerSecond,
    double vacuumShare,
    int minChunkBlocks,
    int maxChunkBlocks,
    Duration verifyChunkTime,
    Duration patience,
    int courtesy) {

  public Pacing {
    inMillis("chunk time", chunkTime, 1, 1_000);
    inMillis("verify chunk time", verifyChunkTime, 1, 1_000);
    inMillis("patience", patience, 100, Integer.MAX_VALUE);
    if (maxRowsPerSecond < 0) {
      throw new IllegalArgumentException(
          "max rows per second is %d; give 0 for no limit, or more".formatted(maxRowsPerSecond));
    }
    if (courtesy < 0 || courtesy > 100) {
      throw new IllegalArgumentException(
          "courtesy is %d; give 0 for full speed, or up to 100".formatted(courtesy));
    }
    if (!(vacuumShare >= 0 && vacuumShare <= 1)) {
      throw new IllegalArgumentException(
          "vacuum share is %s; give 0..1, 0 for never".formatted(vacuumShare));
    }
    if (minChunkBlocks < 1 || maxChunkBlocks < minChunkBlocks) {
      throw new IllegalArgumentException(
          "blocks per chunk are %d..%d; give 1 or more, and not less at the end"
              .formatted(minChunkBlocks, maxChunkBlocks));
    }
  }

  /// The defaults named at the parameters.
  public static Pacing standard() {
    return new Pacing(
        Duration.ofMillis(10), 0, 0.1, 8, 16_384, Duration.ofMillis(50), Duration.ofSeconds(30), 9);
  }

  public Pacing withChunkTime(Duration time) {
    return new Pacing(
        time,
        maxRowsPerSecond,
        vacuumShare,
        minChunkBlocks,
        maxChunkBlocks,
        verifyChunkTime,
        patience,
        courtesy);
  }

  public Pacing withMaxRowsPerSecond(long rows) {
    return new Pacing(
        chunkTime,
        rows,
        vacuumShare,
        minChunkBlocks,
        maxChunkBlocks,
        verifyChunkTime,
        patience,
        courtesy);
  }

  public Pacing withVacuumShare(double share) {
    return new Pacing(
        chunkTime,
        maxRowsPerSecond,
        share,
        minChunkBlocks,
        maxChunkBlocks,
        verifyChunkTime,
        patience,
        courtesy);
  }

  public Pacing withChunkBlocks(int min, int max) {
    return new Pacing(
        chunkTime, maxRowsPerSecond, vacuumShare, min, max, verifyChunkTime, patience, courtesy);
  }

  public Pacing withPatience(Duration time) {
    return new Pacing(
        chunkTime,
        maxRowsPerSecond,
        vacuumShare,
        minChunkBlocks,
        maxChunkBlocks,
        verifyChunkTime,
        time,
        courtesy);
  }

  public Pacing withCourtesy(int pauses) {
    return new Pacing(
        chunkTime,
        maxRowsPerSecond,
        vacuumShare,
        minChunkBlocks,
        maxChunkBlocks,
        verifyChunkTime,
        patience,
        pauses);
  }

  private static void inMillis(String what, Duration time, long min, long max) {
    if (time.toMillis() < min || time.toMillis() > max) {
      throw new IllegalArgumentException(
          "%s is %d ms; give %d..%d ms".formatted(what, time.toMillis(), min, max));
    }
  }
}
