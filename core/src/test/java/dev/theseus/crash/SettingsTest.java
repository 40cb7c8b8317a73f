package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.LockBudget;
import java.time.Duration;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// Settings out of their range are refused where they are given, with the range.
final class SettingsTest {
  private static final LockBudget BUDGET = LockBudget.defaults();

  private static void assertRefused(ThrowingCallable call, String text) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(text);
  }

  @Test
  void keepsTheSoakWithinAYear() {
    assertRefused(
        () -> Theseus.builder(new PGSimpleDataSource()).soak(Duration.ofSeconds(-1)),
        "soak is PT-1S; give a duration of 0 to 365 days");
    assertRefused(
        () -> Theseus.builder(new PGSimpleDataSource()).soak(Duration.ofDays(366)),
        "soak is PT8784H; give a duration of 0 to 365 days");
  }

  @Test
  void keepsReconnectingWithinAYear() {
    assertRefused(
        () -> Theseus.builder(new PGSimpleDataSource()).reconnecting(Duration.ofDays(400)),
        "reconnecting is PT9600H; give a duration of 0 to 365 days");
  }

  @Test
  void keepsALimitOfRowsAboveZero() {
    assertRefused(
        () -> Theseus.builder(new PGSimpleDataSource()).build().maxRate(OptionalLong.of(0)),
        "the limit is 0 rows per second; give 1 or more, or none");
  }

  @Test
  void keepsASoakForContractPositive() {
    assertRefused(
        () -> ContractOptions.withSoak(Duration.ofHours(-2)),
        "the soak is PT-2H; give zero or a positive duration");
  }

  @Test
  void keepsLockBudgetsWithinTheirRanges() {
    assertRefused(
        () -> BUDGET.withWaits(Duration.ZERO, Duration.ofMillis(1)),
        "lock budget: first is 0 ms; give a duration of 1 ms to 10000 ms");
    assertRefused(
        () -> BUDGET.withWaits(Duration.ofMillis(50), Duration.ofMillis(49)),
        "lock budget: max is 49 ms; give a duration of 50 ms to 60000 ms");
    assertRefused(
        () -> new LockBudget(BUDGET.first(), BUDGET.max(), Duration.ofSeconds(61), BUDGET.total()),
        "lock budget: pause is 61000 ms; give a duration of 1 ms to 60000 ms");
    assertRefused(
        () -> BUDGET.withTotal(Duration.ofDays(8)),
        "lock budget: total is 691200000 ms; give a duration of 1 ms to 604800000 ms");
  }

  @Test
  void hasTheDefaultsItDocuments() {
    assertThat(BUDGET)
        .isEqualTo(
            new LockBudget(
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMinutes(10)));
  }
}
