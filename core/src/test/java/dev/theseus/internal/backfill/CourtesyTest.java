package dev.theseus.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CourtesyTest {
  private static final long MILLISECOND = 1_000_000;

  private final Courtesy courtesy = new Courtesy(9, millis(10));

  @Test
  void goesOnAtOnceWhileEveryChunkCostsTheSame() {
    chunks(60, 10);

    assertThat(courtesy.after(100, 10 * MILLISECOND)).isZero();
    assertThat(courtesy.chunkTime()).isEqualTo(1);
  }

  @Test
  void pausesAndShortensChunksWhenTheSameWorkCostsMore() {
    chunks(60, 10);
    chunks(60, 50);

    assertThat(courtesy.after(100, 10 * MILLISECOND)).isEqualTo(Duration.ofMillis(90));
    assertThat(courtesy.chunkTime()).isBetween(0.2, 0.4);
  }

  @Test
  void goesOnAtFullSpeedWhenTheOthersAreGone() {
    chunks(60, 10);
    chunks(60, 50);
    chunks(60, 10);

    assertThat(courtesy.after(100, 10 * MILLISECOND)).isZero();
  }

  @Test
  void beginsWithPausesBecauseNothingIsKnown() {
    assertThat(courtesy.after(100, 10 * MILLISECOND)).isBetween(millis(20), millis(60));
  }

  @Test
  void takesDearerPagesForQuietAfterAWhile() {
    chunks(60, 10);
    chunks(400, 50);

    assertThat(courtesy.after(100, 10 * MILLISECOND)).isZero();
  }

  @Test
  void neverPausesWhenSwitchedOff() {
    Courtesy off = new Courtesy(0, millis(10));
    for (int number = 0; number < 100; number++) {
      assertThat(off.after(100, number * MILLISECOND)).isZero();
    }
    assertThat(off.chunkTime()).isEqualTo(1);
  }

  @Test
  void neverPausesForLongerThanAChunkShouldTake() {
    chunks(60, 10);
    chunks(60, 50);

    assertThat(courtesy.after(100, 5_000 * MILLISECOND)).isEqualTo(Duration.ofMillis(90));
  }

  @Test
  void doesNotPauseAfterChunksThatFoundHardlyARow() {
    chunks(60, 10);
    chunks(60, 50);

    assertThat(courtesy.after(3, 10 * MILLISECOND)).isZero();
  }

  @Test
  void learnsNothingFromChunksWithHardlyARow() {
    chunks(60, 10);
    for (int number = 0; number < 100; number++) {
      courtesy.after(1, 10 * MILLISECOND);
    }

    assertThat(courtesy.after(100, 10 * MILLISECOND)).isZero();
  }

  private void chunks(int count, long millis) {
    for (int number = 0; number < count; number++) {
      courtesy.after(100, millis * MILLISECOND);
    }
  }

  private static Duration millis(long count) {
    return Duration.ofMillis(count);
  }
}
