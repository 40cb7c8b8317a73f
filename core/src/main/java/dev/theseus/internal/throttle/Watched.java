package dev.theseus.internal.throttle;

import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.Signal.State;
import dev.theseus.throttle.SignalName;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One signal over time: when it is due, what it said last, and for how long it could not be read.
///
/// Fails closed: what was never read stops work until it is, what cannot be read any more stops
/// work after the patience. Only what this role has no right to read, since there is something to
/// read, is off.
final class Watched {
  private final Probe probe;
  private final Duration patience;
  private @Nullable Signal last;
  private @Nullable SQLException failure;
  private long due = Long.MIN_VALUE;
  private long readAt;
  private boolean everRead;
  private boolean everSeen;

  Watched(Probe probe, Duration patience) {
    this.probe = probe;
    this.patience = patience;
  }

  SignalName name() {
    return probe.name();
  }

  /// The signal now, read anew where it is due; empty where nobody wants it.
  Optional<Signal> look(Look look) {
    if (!look.limits().reads(name())) {
      forget();
      return Optional.empty();
    }
    long now = look.time().nanos();
    failure = null;
    if (due != Long.MIN_VALUE && now < due) {
      return Optional.ofNullable(last);
    }
    Signal signal;
    try {
      signal = judged(look, now);
    } catch (SQLException e) {
      failure = e;
      signal = unread(now, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (IOException e) {
      signal = unread(now, String.valueOf(e.getMessage()));
    }
    due = now + probe.period().toNanos();
    last = signal;
    return Optional.of(signal);
  }

  /// The failure of this look, if the server gave one.
  Optional<SQLException> failure() {
    return Optional.ofNullable(failure);
  }

  /// From the next look on it is read at once, as when its limit was changed.
  void hurry() {
    due = Long.MIN_VALUE;
  }

  private void forget() {
    last = null;
    failure = null;
    everRead = false;
    everSeen = false;
    due = Long.MIN_VALUE;
  }

  private Signal judged(Look look, long now) throws SQLException, IOException {
    Limits limits = look.limits();
    return switch (probe.read(look)) {
      case Probe.Answer.Value value -> {
        seen(now);
        OptionalLong given = limits.limit(name());
        yield Signal.measured(
            name(),
            value.value(),
            given.isPresent() ? given : value.limit(),
            before(),
            value.reason());
      }
      case Probe.Answer.Nothing nothing -> {
        read(now);
        yield Signal.measured(name(), 0, limits.limit(name()), State.OK, nothing.reason());
      }
      case Probe.Answer.Permission permission -> {
        seen(now);
        yield Signal.answer(name(), permission.goOn(), permission.reason());
      }
      case Probe.Answer.Denied denied ->
          everSeen
              ? unread(now, denied.reason())
              : new Signal(
                  name(), State.OFF, OptionalLong.empty(), OptionalLong.empty(), denied.reason());
    };
  }

  private void seen(long now) {
    read(now);
    everSeen = true;
  }

  private void read(long now) {
    readAt = now;
    everRead = true;
  }

  private State before() {
    return last == null ? State.OK : last.state();
  }

  private Signal unread(long now, String why) {
    Signal before =
        last != null
            ? last
            : new Signal(name(), State.STOP, OptionalLong.empty(), OptionalLong.empty(), "");
    if (!everRead) {
      return before.as(State.STOP, "it was not read yet: " + why);
    }
    long silent = now - readAt;
    if (silent >= patience.toNanos()) {
      return before.as(
          State.STOP,
          "it could not be read for %s: %s".formatted(text(Duration.ofNanos(silent)), why));
    }
    return before.state() == State.STOP || before.state() == State.SLOW
        ? before
        : before.as(State.UNREADABLE, why);
  }

  private static String text(Duration silent) {
    return silent.toSeconds() > 0 ? silent.toSeconds() + " s" : silent.toMillis() + " ms";
  }
}
