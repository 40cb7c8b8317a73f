package dev.theseus.internal.throttle;

import dev.theseus.throttle.SignalName;
import dev.theseus.throttle.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Whether it is an hour in which work may go on, by the clock of the machine that works.
final class Hours implements Probe {
  @Override
  public SignalName name() {
    return SignalName.WINDOW;
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(250);
  }

  @Override
  public Answer read(Look look) {
    List<Window> windows = look.limits().windows();
    Instant now = look.time().now();
    boolean goOn = windows.stream().anyMatch(window -> window.holds(now));
    String text = windows.stream().map(Window::text).collect(Collectors.joining(", "));
    return new Answer.Permission(goOn, goOn ? "within " + text : "goes on at " + text);
  }
}
