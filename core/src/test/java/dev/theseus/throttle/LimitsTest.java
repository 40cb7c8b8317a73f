package dev.theseus.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.throttle.Signal.State;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final Limits GIVEN =
      Limits.usual()
          .with(SignalName.LAG, 8L << 20)
          .with(SignalName.AUTOVACUUM, 0)
          .without(SignalName.ARCHIVE)
          .withIgnoredStandby("delayed")
          .withProbeSql("SELECT true")
          .withProbeHttp("http://127.0.0.1:8080/healthy?token=x")
          .withWindows(List.of(Window.of("22:00-05:00", ZoneId.of("Europe/Berlin"))));

  @Test
  void hasUsualLimitsForWhatIsNotGiven() {
    assertThat(Limits.usual().limit(SignalName.LAG)).hasValue(64L << 20);
    assertThat(Limits.usual().limit(SignalName.WAL_RATE)).isEmpty();
    assertThat(Limits.usual().reads(SignalName.SLOTS)).isTrue();
    assertThat(Limits.usual().reads(SignalName.WAL_RATE)).isFalse();
    assertThat(Limits.usual().reads(SignalName.PROBE_SQL)).isFalse();
    assertThat(GIVEN.limit(SignalName.LAG)).hasValue(8L << 20);
  }

  @Test
  void looksAtASignalAgainWhenItGetsALimit() {
    Limits off = GIVEN.without(SignalName.LAG).without(SignalName.PROBE_SQL);

    assertThat(off.reads(SignalName.LAG)).isFalse();
    assertThat(off.reads(SignalName.PROBE_SQL)).isFalse();
    assertThat(off.with(SignalName.LAG, 1).reads(SignalName.LAG)).isTrue();
    assertThat(off.withProbeSql("SELECT false").reads(SignalName.PROBE_SQL)).isTrue();
    assertThat(List.of(SignalName.values())).noneMatch(Limits.none()::reads);
  }

  @Test
  void doesWithoutTheConnectionOnlyWhileNothingIsLookedAt() {
    assertThat(Limits.none().off()).contains(SignalName.CONNECTION);
    assertThat(Limits.none().with(SignalName.LAG, 1).off()).doesNotContain(SignalName.CONNECTION);
    assertThat(Limits.none().withProbeSql("SELECT true").off())
        .doesNotContain(SignalName.CONNECTION);
    assertThat(ThrottleCodec.limits("{\"off\":[\"connection\",\"slots\"]}").off())
        .containsExactly(SignalName.SLOTS);
  }

  @Test
  void keepsWhatWasGivenWhenAllIsSwitchedOff() {
    Limits off = GIVEN.withoutAll();

    assertThat(List.of(SignalName.values())).noneMatch(off::reads);
    assertThat(off.most()).isEqualTo(GIVEN.most());
    assertThat(off.ignoredStandbys()).isEqualTo(GIVEN.ignoredStandbys());
    assertThat(off.probeHttp()).isEqualTo(GIVEN.probeHttp());
    assertThat(off.windows()).isEqualTo(GIVEN.windows());
  }

  @Test
  void comesBackFromJsonAsItWas() {
    assertThat(ThrottleCodec.limits(ThrottleCodec.write(GIVEN))).isEqualTo(GIVEN);
    assertThat(ThrottleCodec.limits(ThrottleCodec.write(Limits.none()))).isEqualTo(Limits.none());
    assertThat(ThrottleCodec.limits("{}")).isEqualTo(Limits.usual());
    List<Signal> signals =
        List.of(
            Signal.measured(SignalName.LAG, 70, OptionalLong.of(64), State.OK, "standby s1"),
            Signal.answer(SignalName.WINDOW, true, "").as(State.UNREADABLE, "why"));
    assertThat(ThrottleCodec.signals(ThrottleCodec.write(signals))).isEqualTo(signals);
  }

  @Test
  void refusesLimitsOfANewerRelease() {
    assertThatThrownBy(() -> ThrottleCodec.limits("{\"off\":[\"moon\"]}"))
        .hasMessage("no signal is called moon");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x/y", "x", "http://me:secret@host/", "http://a b"})
  void refusesAddressesThatAreNone(String address) {
    assertThatThrownBy(() -> Limits.usual().withProbeHttp(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the address of probe-http ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> Limits.usual().with(SignalName.LAG, -1))
        .hasMessage("the limit of lag is -1; give 0 or more");
    assertThatThrownBy(() -> Limits.usual().with(SignalName.WINDOW, 1))
        .hasMessage("window takes no number as its limit");
    assertThatThrownBy(() -> Limits.usual().withProbeSql(" "))
        .hasMessageStartingWith("the query of probe-sql is empty");
    assertThatThrownBy(() -> Window.of("22-5", ZoneOffset.UTC))
        .hasMessage("'22-5' is no window; write it as 22:00-05:00, or 22:00-05:00 Europe/Berlin");
    assertThatThrownBy(() -> Window.of("22:00-22:00", ZoneOffset.UTC))
        .hasMessageStartingWith("the window 22:00-22:00 is empty");
    assertThatThrownBy(() -> Window.of("22:00-25:00", ZoneOffset.UTC))
        .hasMessageStartingWith("'22:00-25:00' is no window: ");
  }

  @ParameterizedTest
  @CsvSource({
    "22:00-05:00 UTC,           2026-03-01T23:00:00Z, true",
    "22:00-05:00 UTC,           2026-03-01T04:59:59Z, true",
    "22:00-05:00 UTC,           2026-03-01T05:00:00Z, false",
    "22:00-05:00 UTC,           2026-03-01T21:59:59Z, false",
    "22:00-05:00 Europe/Berlin, 2026-03-01T21:30:00Z, true",
    "9:00-17:30,                2026-03-01T17:29:00Z, true",
    "9:00-17:30,                2026-03-01T17:30:00Z, false",
    "20:00-24:00,               2026-03-01T23:59:00Z, true",
  })
  void knowsTheHoursOfAWindow(String window, Instant moment, boolean within) {
    assertThat(Window.of(window, ZoneOffset.UTC).holds(moment)).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({
    "LAG, 30, OK, OK, 0",
    "LAG, 48, OK, OK, 0",
    "LAG, 48, SLOW, SLOW, 0",
    "LAG, 48, STOP, SLOW, 0",
    "LAG, 45, SLOW, OK, 0",
    "LAG, 75, OK, SLOW, 0.5",
    "LAG, 90, SLOW, SLOW, 0.8",
    "LAG, 90, STOP, STOP, 1",
    "LAG, 100, OK, SLOW, 1",
    "LAG, 101, OK, STOP, 1",
    "LAG, 75, STOP, SLOW, 0.5",
    "TRANSACTION, 99, STOP, OK, 0",
    "TRANSACTION, 101, OK, STOP, 1",
  })
  void slowsDownFromHalfTheLimitAndGoesOnWellBelowIt(
      SignalName name, long value, State before, State state, double pressure) {
    Signal signal = Signal.measured(name, value, OptionalLong.of(100), before, "");

    assertThat(signal.state()).isEqualTo(state);
    assertThat(signal.pressure()).isCloseTo(pressure, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void namesTheSignalThatHoldsBackMost() {
    Signal slow = Signal.measured(SignalName.SLOTS, 99, OptionalLong.of(100), State.OK, "");
    Signal slower = Signal.measured(SignalName.LAG, 100, OptionalLong.of(100), State.OK, "");
    Signal stop = Signal.answer(SignalName.PROBE_SQL, false, "no");
    Signal fine = Signal.answer(SignalName.WINDOW, true, "");

    assertThat(Signal.strongest(List.of(fine))).isEmpty();
    assertThat(Signal.strongest(List.of(slow, slower, fine))).contains(slower);
    assertThat(Signal.strongest(List.of(slower, stop, slow))).contains(stop);
  }

  @Test
  void saysValueLimitAndReason() {
    assertThat(
            Signal.measured(
                    SignalName.LAG, 71 << 20, OptionalLong.of(64 << 20), State.OK, "standby s1")
                .text())
        .isEqualTo("lag 71 MB, limit 64 MB: standby s1");
    assertThat(
            Signal.measured(SignalName.LAG_TIME, 12_340, OptionalLong.of(600_000), State.OK, "")
                .text())
        .isEqualTo("lag-time 12.3 s, limit 10 min 00 s");
    assertThat(Signal.answer(SignalName.PROBE_SQL, false, "the query answered false").text())
        .isEqualTo("probe-sql: the query answered false");
    assertThat(Unit.BYTES_PER_SECOND.text(1_572_864)).isEqualTo("1.5 MB/s");
    assertThat(Unit.BYTES.text(100)).isEqualTo("100 bytes");
    assertThat(Unit.COUNT.text(1_000)).isEqualTo("1,000");
    assertThat(Unit.MILLIS.text(7_260_000)).isEqualTo("2 h 01 min");
    assertThat(Unit.MILLIS.text(72 * 3_600_000L)).isEqualTo("3 d 00 h");
  }
}
