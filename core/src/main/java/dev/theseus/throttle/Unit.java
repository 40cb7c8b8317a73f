package dev.theseus.throttle;

import java.util.Locale;

/// What the value of a signal counts.
public enum Unit {
  BYTES("bytes"),
  BYTES_PER_SECOND("bytes/s"),
  MILLIS("ms"),
  COUNT("count"),
  /// 1 is yes, go on; 0 is no.
  ANSWER("answer");

  private static final String[] SIZES = {"bytes", "kB", "MB", "GB", "TB"};
  private static final double STEP = 1024;

  private final String code;

  Unit(String code) {
    this.code = code;
  }

  /// The word `--json` uses.
  public String code() {
    return code;
  }

  /// A value for people: `71.5 MB`, `12.3 s`, `4 min 05 s`, `2 d 01 h`, `yes`.
  public String text(long value) {
    return switch (this) {
      case BYTES -> size(value);
      case BYTES_PER_SECOND -> size(value) + "/s";
      case MILLIS -> time(value);
      case COUNT -> String.format(Locale.ROOT, "%,d", value);
      case ANSWER -> value == 0 ? "no" : "yes";
    };
  }

  /// Binary steps, as PostgreSQL's own settings count them.
  private static String size(long bytes) {
    double amount = bytes;
    int size = 0;
    while (amount >= STEP && size < SIZES.length - 1) {
      amount /= STEP;
      size++;
    }
    return amount == Math.rint(amount)
        ? String.format(Locale.ROOT, "%.0f %s", amount, SIZES[size])
        : String.format(Locale.ROOT, "%.1f %s", amount, SIZES[size]);
  }

  /// Two units at most.
  private static String time(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    long seconds = millis / 1_000;
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
    }
    if (seconds < 3_600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60)
        : String.format(Locale.ROOT, "%d d %02d h", seconds / 86_400, seconds / 3_600 % 24);
  }
}
