package dev.theseus.cli;

import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.SignalName;
import dev.theseus.throttle.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Limits and signals as the JSON document `theseus.throttle/1`, and as text.
///
/// @param changed whether the call changed a limit
record ThrottleView(
    boolean changed,
    @Nullable Long maxRowsPerSecond,
    List<SignalView> signals,
    List<String> ignoredStandbys,
    @Nullable String probeSql,
    @Nullable String probeHttp,
    List<String> windows) {
  static final String SCHEMA = "theseus.throttle/1";

  /// One signal.
  ///
  /// @param state `ok`, `slow`, `stop`, `unreadable` or `off`; `unknown` where nobody looks now
  /// @param value in the unit; null where nobody looks now
  /// @param limit null where it has none, or the server's settings decide and nobody looks now
  record SignalView(
      String signal,
      String state,
      @Nullable Long value,
      @Nullable Long limit,
      String unit,
      String reason) {
    static SignalView of(Signal signal) {
      return new SignalView(
          signal.name().code(),
          signal.state().code(),
          number(signal.value()),
          number(signal.limit()),
          signal.name().unit().code(),
          signal.reason());
    }

    private static SignalView unknown(SignalName name, Limits limits) {
      boolean reads = limits.reads(name);
      return new SignalView(
          name.code(),
          reads ? "unknown" : "off",
          null,
          reads ? number(limits.limit(name)) : null,
          name.unit().code(),
          "");
    }
  }

  static ThrottleView of(boolean changed, Limits limits, OptionalLong rate, List<Signal> signals) {
    List<SignalView> views = new ArrayList<>();
    for (SignalName name : SignalName.values()) {
      Optional<Signal> said =
          signals.stream().filter(one -> one.name() == name && limits.reads(name)).findFirst();
      if (said.isPresent() || name != SignalName.CONNECTION) {
        views.add(said.map(SignalView::of).orElseGet(() -> SignalView.unknown(name, limits)));
      }
    }
    return new ThrottleView(
        changed,
        number(rate),
        views,
        List.copyOf(limits.ignoredStandbys()),
        limits.probeSql().orElse(null),
        limits.probeHttp().orElse(null),
        limits.windows().stream().map(Window::text).toList());
  }

  String text() {
    List<List<String>> rows = new ArrayList<>();
    for (SignalView signal : signals) {
      rows.add(
          List.of(
              signal.signal(),
              signal.state(),
              text(signal, signal.value()),
              text(signal, signal.limit()),
              signal.reason()));
    }
    List<String> lines = new ArrayList<>();
    lines.add(new Table(List.of("signal", "state", "value", "limit", "reason"), rows).text());
    lines.add("");
    if (maxRowsPerSecond != null) {
      lines.add(String.format(Locale.ROOT, "rows         %,d/s at most", maxRowsPerSecond));
    }
    ignoredStandbys.forEach(name -> lines.add("may lag      standby " + name));
    if (probeSql != null) {
      lines.add("probe-sql    " + probeSql);
    }
    if (probeHttp != null) {
      lines.add("probe-http   " + probeHttp);
    }
    windows.forEach(window -> lines.add("window       " + window));
    return String.join("\n", lines).stripTrailing();
  }

  private static String text(SignalView signal, @Nullable Long value) {
    return value == null
        ? "-"
        : SignalName.of(signal.signal()).map(name -> name.unit().text(value)).orElse("-");
  }

  private static @Nullable Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
