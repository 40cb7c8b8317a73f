package dev.theseus.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final long MB = 1L << 20;
  private static final long GB = 1L << 30;

  @Test
  void saysRangesInUnitsThatPeopleRead() {
    assertThat(Estimate.ofReading(64 << 10)).hasToString("less than a second");
    assertThat(Estimate.ofReading(200 * MB)).hasToString("0.2 to 2 seconds");
    assertThat(Estimate.ofIndexing(3 * GB)).hasToString("20 to 102 seconds");
    assertThat(Estimate.ofWriting(80 * GB)).hasToString("14 to 68 minutes");
    assertThat(Estimate.ofWriting(2_000 * GB)).hasToString("5.7 to 28 hours");
  }

  @Test
  void addsWhatHappensOneAfterTheOther() {
    assertThat(Estimate.ofReading(100 * MB).and(Estimate.ofReading(100 * MB)))
        .isEqualTo(Estimate.ofReading(200 * MB));
  }
}
