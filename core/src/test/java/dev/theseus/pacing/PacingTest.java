package dev.theseus.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacingTest {
  private final Pacing standard = Pacing.standard();

  @Test
  void acceptsBothEndsOfEachRange() {
    assertThat(standard.withChunkTime(Duration.ofMillis(1)).chunkTime()).hasMillis(1);
    assertThat(standard.withChunkTime(Duration.ofSeconds(1)).chunkTime()).hasSeconds(1);
    assertThat(standard.withVacuumShare(0).vacuumShare()).isZero();
    assertThat(standard.withVacuumShare(1).vacuumShare()).isOne();
    assertThat(standard.withMaxRowsPerSecond(0).maxRowsPerSecond()).isZero();
    assertThat(standard.withChunkBlocks(1, 1).maxChunkBlocks()).isOne();
    assertThat(standard.withPatience(Duration.ofMillis(100)).patience()).hasMillis(100);
  }

  @Test
  void refusesWhatIsOutsideAndNamesTheRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withChunkTime(Duration.ZERO))
        .withMessage("chunk time is 0 ms; give 1..1000 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withChunkTime(Duration.ofMillis(1001)))
        .withMessage("chunk time is 1001 ms; give 1..1000 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withVacuumShare(Double.NaN))
        .withMessage("vacuum share is NaN; give 0..1, 0 for never");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withMaxRowsPerSecond(-1))
        .withMessage("max rows per second is -1; give 0 for no limit, or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standard.withChunkBlocks(2, 1))
        .withMessage("blocks per chunk are 2..1; give 1 or more, and not less at the end");
  }
}
