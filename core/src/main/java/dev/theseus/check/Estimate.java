package dev.theseus.check;

import java.util.Locale;

/// How long work on rows may take, from the size alone: a range between a fast and a slow machine.
/// The speeds are assumptions, documented in the how-to on checks.
///
/// @param fast seconds on a fast machine
/// @param slow seconds on a slow or busy one
public record Estimate(double fast, double slow) {
  private static final double MEGABYTE = 1 << 20;

  /// Reading every row, nothing written: 100 to 1,000 MB a second.
  public static Estimate ofReading(long bytes) {
    return of(bytes, 1_000, 100);
  }

  /// Reading every row to build one index: 30 to 150 MB of the table a second.
  public static Estimate ofIndexing(long bytes) {
    return of(bytes, 150, 30);
  }

  /// Writing a table with its indexes anew: 20 to 100 MB a second, of both together.
  public static Estimate ofWriting(long bytes) {
    return of(bytes, 100, 20);
  }

  private static Estimate of(long bytes, double fastest, double slowest) {
    double megabytes = bytes / MEGABYTE;
    return new Estimate(megabytes / fastest, megabytes / slowest);
  }

  /// One after the other.
  public Estimate and(Estimate other) {
    return new Estimate(fast + other.fast, slow + other.slow);
  }

  /// In words, such as `14 to 68 minutes`.
  @Override
  public String toString() {
    if (slow < 1) {
      return "less than a second";
    }
    if (slow < 120) {
      return range(1, "seconds");
    }
    return slow < 7_200 ? range(60, "minutes") : range(3_600, "hours");
  }

  private String range(double unit, String name) {
    String from = number(fast / unit);
    String to = number(slow / unit);
    return from.equals("0") ? "up to " + to + " " + name : from + " to " + to + " " + name;
  }

  private static String number(double value) {
    return value < 10 && value >= 0.1 && Math.round(value) != value
        ? String.format(Locale.ROOT, "%.1f", value).replaceAll("\\.0$", "")
        : String.valueOf(Math.round(value));
  }
}
