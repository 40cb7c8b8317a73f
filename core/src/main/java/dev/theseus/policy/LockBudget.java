package dev.theseus.policy;

import java.time.Duration;

/// How long a step may stand in a table's lock queue, and how long it keeps trying.
///
/// While a step waits for a strong lock, every statement of the application on that table waits
/// behind it; so the first try waits `first` at most, and later tries a little longer, up to 60 ms,
/// or, after transactions in the way were seen to end, a little more than the longest of them, up
/// to `max`. While a transaction older than that holds the table no try is made at all: it would be
/// in vain.
///
/// @param first the longest wait of the first try, 1 ms..10 s, default 20 ms
/// @param max the longest wait of any try, `first`..60 s, default 500 ms
/// @param pause between two tries, 1 ms..60 s, default 100 ms; varied by a quarter
/// @param total how long a step tries before it gives up, 1 ms..7 days, default 10 minutes
/// @param deadline how long all steps of one command together try, 1 ms..7 days, default 7 days;
///   what a step does while it holds its locks does not count
public record LockBudget(
    Duration first, Duration max, Duration pause, Duration total, Duration deadline) {
  private static final Duration WEEK = Duration.ofDays(7);

  /// Without a deadline to speak of.
  public LockBudget(Duration first, Duration max, Duration pause, Duration total) {
    this(first, max, pause, total, WEEK);
  }

  public LockBudget {
    check("first", first, Duration.ofMillis(1), Duration.ofSeconds(10));
    check("max", max, first, Duration.ofSeconds(60));
    check("pause", pause, Duration.ofMillis(1), Duration.ofSeconds(60));
    check("total", total, Duration.ofMillis(1), WEEK);
    check("deadline", deadline, Duration.ofMillis(1), WEEK);
  }

  public static LockBudget defaults() {
    return new LockBudget(
        Duration.ofMillis(20),
        Duration.ofMillis(500),
        Duration.ofMillis(100),
        Duration.ofMinutes(10));
  }

  /// The same with another `total`.
  public LockBudget withTotal(Duration value) {
    return new LockBudget(first, max, pause, value, deadline);
  }

  /// The same with another `deadline`.
  public LockBudget withDeadline(Duration value) {
    return new LockBudget(first, max, pause, total, value);
  }

  /// The same with other waits of one try.
  public LockBudget withWaits(Duration newFirst, Duration newMax) {
    return new LockBudget(newFirst, newMax, pause, total, deadline);
  }

  private static void check(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "lock budget: %s is %s; give a duration of %s to %s"
              .formatted(name, text(value), text(least), text(most)));
    }
  }

  private static String text(Duration value) {
    return value.toMillis() + " ms";
  }
}
