package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationEvent;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.SignalName;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the throttle says to one running step, and what is told of it. Not thread-safe.
final class Brake {
  /// The throttle connects while the step begins.
  private static final Duration CONNECTING = Duration.ofSeconds(1);

  /// What stands still for the same reason is told at doubling distances from this one on.
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private static final Duration LONGEST = Duration.ofSeconds(2);

  /// Of its speed, work keeps at least this share while it does not stand still.
  private static final double SLOWEST = 0.05;

  private final BackfillContext context;
  private final String step;
  private @Nullable Signal told;
  private boolean held;
  private long toldAt;
  private long distance;
  private long since;

  Brake(BackfillContext context, String step) {
    this.context = context;
    this.step = step;
  }

  /// Whether a signal says that no chunk may run now.
  boolean stops() {
    context.throttle().warnings().forEach(this::warn);
    Optional<Signal> holding = context.throttle().holding();
    tell(holding);
    return stops(holding.orElse(null));
  }

  /// How long to pause after work that took so long: nothing, or what brings it down to the speed
  /// that the signals leave.
  Duration pause(Duration took) {
    double speed =
        Math.max(SLOWEST, 1 - context.throttle().holding().map(Signal::pressure).orElse(0.0));
    Duration pause = Duration.ofNanos((long) (took.toNanos() * (1 - speed) / speed));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  private void tell(Optional<Signal> holding) {
    long now = context.time().nanos();
    if (holding.isEmpty()) {
      released(now);
      return;
    }
    Signal signal = holding.get();
    if (!held) {
      held = true;
      since = now;
    }
    if (worthTelling(signal, now)) {
      distance = stops(told) && stops(signal) && same(signal) ? 2 * distance : AGAIN.toNanos();
      told = signal;
      toldAt = now;
      context.listener().on(new MigrationEvent.Throttled(context.migration(), step, signal));
    }
  }

  private boolean worthTelling(Signal signal, long now) {
    Signal before = told;
    if (before == null) {
      return signal.name() != SignalName.CONNECTION || now - since >= CONNECTING.toNanos();
    }
    boolean newStop = stops(signal) && !(stops(before) && same(signal));
    return newStop || now - toldAt >= (stops(signal) ? distance : AGAIN.toNanos());
  }

  private boolean same(Signal signal) {
    return told != null && told.name() == signal.name();
  }

  private static boolean stops(@Nullable Signal signal) {
    return signal != null && signal.state() == Signal.State.STOP;
  }

  private void released(long now) {
    held = false;
    if (told != null) {
      told = null;
      context
          .listener()
          .on(
              new MigrationEvent.Unthrottled(
                  context.migration(), step, Duration.ofNanos(now - since)));
    }
  }

  private void warn(String text) {
    context.listener().on(new MigrationEvent.Warning(context.migration(), text));
  }
}
