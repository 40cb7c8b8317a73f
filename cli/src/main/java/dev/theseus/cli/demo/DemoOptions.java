package dev.theseus.cli.demo;

import java.util.List;

/// What a demo is to do.
///
/// @param rows of products, and as many orders, 1000..50,000,000, default 1,000,000
/// @param rate transactions per second of both applications together, 1..20,000, default 300
/// @param clients connections of each application, 1..40, default 8
/// @param major PostgreSQL's major version, 14..18
/// @param dwellMillis how long each stage is watched, 100..600,000
/// @param scenarios names of the scenarios to run; empty for all
public record DemoOptions(
    long rows, int rate, int clients, int major, long dwellMillis, List<String> scenarios) {
  /// The default size.
  public static final long ROWS = 1_000_000;

  /// How long each stage is watched by default.
  public static final long DWELL_MILLIS = 4_000;

  public DemoOptions {
    check("--rows", rows, 1_000, 50_000_000);
    check("--rate", rate, 1, 20_000);
    check("--clients", clients, 1, 40);
    check("--major", major, 14, 18);
    check("the time per stage in ms", dwellMillis, 100, 600_000);
    scenarios = List.copyOf(scenarios);
    for (String name : scenarios) {
      if (!names().contains(name)) {
        throw new IllegalArgumentException(
            "there is no scenario '%s'; there are %s".formatted(name, String.join(", ", names())));
      }
    }
  }

  /// The names of all scenarios, in the order in which they run.
  public static List<String> names() {
    return Scenarios.all().stream().map(Scenario::name).toList();
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; give %d to %d".formatted(name, value, least, most));
    }
  }
}
