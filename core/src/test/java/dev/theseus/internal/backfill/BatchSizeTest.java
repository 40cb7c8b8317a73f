package dev.theseus.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private static final long MILLISECOND = 1_000_000;

  private static long keysAfterAWhile(LongUnaryOperator nanosOfKeys) {
    BatchSize size = new BatchSize(Duration.ofMillis(10));
    for (int batch = 0; batch < 60; batch++) {
      size.took(size.keys(), nanosOfKeys.applyAsLong(size.keys()));
    }
    return size.keys();
  }

  @Test
  void takesAsManyKeysAsTheTimeAllows() {
    assertThat(keysAfterAWhile(keys -> keys * MILLISECOND / 100)).isBetween(800L, 1100L);
  }

  @Test
  void takesFewKeysWhereEachCostsMuch() {
    assertThat(keysAfterAWhile(keys -> keys * 20 * MILLISECOND)).isEqualTo(16);
  }

  @Test
  void takesManyWhereTheStatementCostsMuchAndItsKeysLittle() {
    assertThat(keysAfterAWhile(keys -> 500 * MILLISECOND + keys * MILLISECOND / 1000))
        .isGreaterThan(8000);
  }
}
