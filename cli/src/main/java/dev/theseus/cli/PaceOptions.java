package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import dev.theseus.pacing.Pacing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How gently a command works on rows, as a picocli mixin.
final class PaceOptions {
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

  /// @throws IllegalArgumentException if a value is out of its range
  void apply(TheseusBuilder builder) {
    builder.pacing(pacing());
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
