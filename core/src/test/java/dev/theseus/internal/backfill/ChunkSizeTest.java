package dev.theseus.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkSizeTest {
  private static final long MS = 1_000_000;
  private final ChunkSize size = new ChunkSize(Duration.ofMillis(10), 1, 1000);

  @Test
  void growsByHalfAtMost() {
    long before = size.blocks();
    size.took(before, MS / 10);
    assertThat(size.blocks()).isEqualTo(before + before / 2 + 1);
  }

  @Test
  void settlesWhereAChunkTakesTheTargetTime() {
    for (int i = 0; i < 30; i++) {
      size.took(size.blocks(), size.blocks() * MS / 20);
    }
    assertThat(size.blocks()).isBetween(190L, 200L);
  }

  @Test
  void fallsToATenthWhenAChunkTookFarTooLong() {
    for (int i = 0; i < 30; i++) {
      size.took(size.blocks(), size.blocks() * MS / 20);
    }
    size.took(size.blocks(), 51 * MS);
    assertThat(size.blocks()).isBetween(19L, 20L);
  }

  @Test
  void halvesOnTimeoutAndStaysWithinItsLimits() {
    size.timedOut();
    assertThat(size.blocks()).isEqualTo(8);
    for (int i = 0; i < 10; i++) {
      size.timedOut();
    }
    assertThat(size.blocks()).isEqualTo(1);
    assertThat(size.smallest()).isTrue();
    for (int i = 0; i < 100; i++) {
      size.took(size.blocks(), 1);
    }
    assertThat(size.blocks()).isEqualTo(1000);
  }
}
