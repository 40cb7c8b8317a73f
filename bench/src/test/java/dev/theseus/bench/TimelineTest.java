package dev.theseus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Moment FILL = new Moment(Stage.BACKFILL, "fill");

  private final Timeline timeline = new Timeline(new Meter(Long.MAX_VALUE));
  private final Latencies latencies = new Latencies();

  private Recording recording() {
    return new Recording(timeline, List.of(latencies), new Latencies());
  }

  private static Predicate<Moment> in(Stage stage) {
    return moment -> moment.stage() == stage;
  }

  @Test
  void countsAStatementForTheStageItWasDueInAndAsInFlightInThoseAfterIt() {
    timeline.enter(Stage.BASELINE);
    long due = System.nanoTime();
    timeline.enter(Stage.EXPAND);
    timeline.enter(FILL);
    timeline.record(latencies, due, System.nanoTime() + 80 * MILLI);

    Recording recording = recording();
    assertThat(recording.due(in(Stage.BASELINE)).getMaxValue()).isGreaterThanOrEqualTo(80_000);
    assertThat(recording.due(in(Stage.EXPAND)).getTotalCount()).isZero();
    assertThat(recording.due(in(Stage.BACKFILL)).getTotalCount()).isZero();
    assertThat(recording.longestInFlight(in(Stage.BACKFILL))).isGreaterThanOrEqualTo(80_000);
    assertThat(recording.longestInFlight(in(Stage.OUTSIDE))).isZero();
  }

  @Test
  void addsUpTheTurnsOfAStage() {
    timeline.enter(FILL);
    Wait.seconds(0.02);
    timeline.enter(Stage.OUTSIDE);
    timeline.enter(new Moment(Stage.BACKFILL, "verify"));
    Wait.seconds(0.02);
    timeline.enter(FILL);
    Wait.seconds(0.02);
    timeline.enter(Stage.OUTSIDE);

    assertThat(timeline.seconds(FILL)).isGreaterThanOrEqualTo(0.04);
    assertThat(timeline.seconds(Stage.BACKFILL)).isGreaterThanOrEqualTo(0.06);
    assertThat(recording().of(Stage.BACKFILL))
        .containsExactly(FILL, new Moment(Stage.BACKFILL, "verify"));
  }

  @Test
  void makesTheClientsStatementsDueInTurn() {
    Pace pace = Pace.of(1000, 4);

    assertThat(pace.intervalNanos()).isEqualTo(4 * MILLI);
    assertThat(pace.first(1) - pace.first(0)).isEqualTo(MILLI);
    assertThat(pace.first(3) - pace.first(0)).isEqualTo(3 * MILLI);
  }
}
