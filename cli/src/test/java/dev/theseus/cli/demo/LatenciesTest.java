package dev.theseus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.cli.demo.DemoReport.PhaseLine;
import dev.theseus.cli.demo.Meter.Side;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Meter meter = new Meter("rename");

  @Test
  void comparesEachPhaseWithTheBaseline() {
    send(Side.OLD, 10);
    meter.enter(DemoPhase.COMPLETED);
    send(Side.NEW, 25);

    List<PhaseLine> lines = Latencies.of(List.of(meter));

    assertThat(lines).extracting(PhaseLine::phase).containsExactly("baseline", "completed");
    assertThat(lines).extracting(PhaseLine::version).containsExactly("old", "new");
    assertThat(lines.get(1).p99Ratio()).isBetween(2.4, 2.6);
    assertThat(lines.get(1).maxMillis()).isBetween(24.9, 25.1);
  }

  @Test
  void countsAFailedStatementAsSentAndAsFailed() {
    meter.enter(DemoPhase.BACKFILL);
    meter.failed(Side.OLD, 1_000_000, " SELECT 1 ", new SQLException("no", "42P01"));

    assertThat(Latencies.of(List.of(meter)))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.statements()).isEqualTo(1);
              assertThat(line.failed()).isEqualTo(1);
              assertThat(line.p50Ratio()).isZero();
            });
    assertThat(meter.failures())
        .containsExactly(
            new Meter.Failure("rename", DemoPhase.BACKFILL, Side.OLD, "42P01", "no", "SELECT 1"));
  }

  @Test
  void addsUpSeveralMigrations() {
    Meter other = new Meter("large-index");
    send(Side.OLD, 1);
    other.done(Side.OLD, 1_000);

    assertThat(Latencies.of(List.of(meter, other)))
        .singleElement()
        .extracting(PhaseLine::statements)
        .isEqualTo(2L);
  }

  private void send(Side side, long millis) {
    meter.done(side, TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
