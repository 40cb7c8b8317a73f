package dev.theseus.throttle;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// One signal as it was read last.
///
/// @param value in the signal's unit; empty while it was never read
/// @param limit above which work stops; empty for signals that answer yes or no
/// @param reason what is behind the value, for people; may be empty
public record Signal(
    SignalName name, State state, OptionalLong value, OptionalLong limit, String reason) {
  /// From this share of its limit on, a gradual signal slows work down.
  private static final double SLOW_FROM = 0.5;

  /// What stopped goes on below this share of the limit.
  private static final double GO_ON_FROM = 0.8;

  /// What was slowed down goes at full speed again below this share of the limit.
  private static final double FULL_SPEED_FROM = 0.45;

  /// What a signal says.
  public enum State {
    OK,
    /// The nearer to the limit, the slower.
    SLOW,
    STOP,
    /// It could not be read this time, and not for so long yet that it stops work.
    UNREADABLE,
    /// This role may not read it.
    OFF;

    /// The word the state table and `--json` use.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A value against its limit.
  ///
  /// @param before what it said until now: what held work back must fall well below the bound that
  ///   it crossed
  public static Signal measured(
      SignalName name, long value, OptionalLong limit, State before, String reason) {
    if (limit.isEmpty()) {
      return new Signal(name, State.OK, OptionalLong.of(value), limit, reason);
    }
    double most = limit.getAsLong();
    boolean stop =
        value > most || (before == State.STOP && name.gradual() && value > GO_ON_FROM * most);
    boolean held = before == State.STOP || before == State.SLOW;
    boolean slow = name.gradual() && value > (held ? FULL_SPEED_FROM : SLOW_FROM) * most;
    State state = stop ? State.STOP : slow ? State.SLOW : State.OK;
    return new Signal(name, state, OptionalLong.of(value), limit, reason);
  }

  /// A signal that says whether work may go on.
  public static Signal answer(SignalName name, boolean goOn, String reason) {
    return new Signal(
        name,
        goOn ? State.OK : State.STOP,
        OptionalLong.of(goOn ? 1 : 0),
        OptionalLong.empty(),
        reason);
  }

  /// The same signal in another state.
  public Signal as(State other, String why) {
    return new Signal(name, other, value, limit, why);
  }

  /// How much it holds work back: 0 not at all, 1 work stands still.
  public double pressure() {
    return switch (state) {
      case STOP -> 1;
      case SLOW -> {
        double most = limit.orElse(0);
        double share = most == 0 ? 1 : value.orElse(0) / most;
        yield Math.clamp((share - SLOW_FROM) / (1 - SLOW_FROM), 0, 1);
      }
      case OK, UNREADABLE, OFF -> 0;
    };
  }

  /// The one that holds work back most; empty when none does.
  public static Optional<Signal> strongest(List<Signal> signals) {
    return signals.stream()
        .filter(one -> one.state == State.STOP || one.state == State.SLOW)
        .max(
            Comparator.comparing((Signal one) -> one.state == State.STOP)
                .thenComparingDouble(Signal::pressure));
  }

  /// For people: `lag 71 MB, limit 64 MB: standby s1`.
  public String text() {
    StringBuilder text = new StringBuilder(name.code());
    if (name.measured()) {
      value.ifPresent(one -> text.append(' ').append(name.unit().text(one)));
      limit.ifPresent(one -> text.append(", limit ").append(name.unit().text(one)));
    }
    return reason.isEmpty() ? text.toString() : text.append(": ").append(reason).toString();
  }
}
