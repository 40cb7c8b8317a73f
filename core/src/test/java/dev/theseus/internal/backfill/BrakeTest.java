package dev.theseus.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.SettableTime;
import dev.theseus.internal.throttle.Throttle;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What is told of signals that hold work back.
class BrakeTest {
  private static final Signal WINDOW = Signal.answer(SignalName.WINDOW, false, "");
  private static final Signal PROBE = Signal.answer(SignalName.PROBE_SQL, false, "");
  private static final Signal SLOW =
      Signal.measured(SignalName.LAG, 75, OptionalLong.of(100), State.OK, "");

  private final SettableTime time = new SettableTime(Instant.EPOCH);
  private Optional<Signal> holding = Optional.empty();

  @PostgresTest
  void tellsOfOneThatLastsAtDoublingDistances(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      Brake brake = brake(f);

      lasts(brake, WINDOW, Duration.ofHours(17));
      List<MigrationEvent.Throttled> night = f.events(MigrationEvent.Throttled.class);

      assertThat(night).hasSize(13);
      holding = Optional.empty();
      assertThat(brake.stops()).isFalse();
      lasts(brake, WINDOW, Duration.ofSeconds(31));
      assertThat(f.events(MigrationEvent.Throttled.class)).hasSize(13 + 3);
      assertThat(f.events(MigrationEvent.Unthrottled.class))
          .singleElement()
          .satisfies(it -> assertThat(it.held()).isEqualTo(Duration.ofHours(17)));
    }
  }

  @PostgresTest
  void tellsAtOnceThatAnotherStopsWork(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      Brake brake = brake(f);

      lasts(brake, WINDOW, Duration.ofSeconds(1));
      lasts(brake, PROBE, Duration.ofSeconds(1));

      assertThat(f.events(MigrationEvent.Throttled.class))
          .extracting(MigrationEvent.Throttled::signal)
          .containsExactly(WINDOW, PROBE);
    }
  }

  @PostgresTest
  void tellsOfASlowOneEveryTenSeconds(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      Brake brake = brake(f);

      lasts(brake, WINDOW, Duration.ofMinutes(10));
      int stops = f.events(MigrationEvent.Throttled.class).size();
      lasts(brake, SLOW, Duration.ofSeconds(65));

      assertThat(f.events(MigrationEvent.Throttled.class).subList(stops, stops + 6))
          .allSatisfy(it -> assertThat(it.signal()).isEqualTo(SLOW));
    }
  }

  private Brake brake(Fixture f) {
    f.time = time;
    return new Brake(
        f.context(
            new Throttle() {
              @Override
              public Optional<Signal> holding() {
                return holding;
              }

              @Override
              public List<String> warnings() {
                return List.of();
              }
            }),
        "fill");
  }

  /// Asks once a second for so long.
  private void lasts(Brake brake, Signal signal, Duration duration) {
    holding = Optional.of(signal);
    for (long second = 0; second < duration.toSeconds(); second++) {
      assertThat(brake.stops()).isEqualTo(signal.state() == State.STOP);
      time.advance(Duration.ofSeconds(1));
    }
  }
}
