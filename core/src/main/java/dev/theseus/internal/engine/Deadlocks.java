package dev.theseus.internal.engine;

import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.jdbc.Time;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;

/// What is said and waited where the server has ended a statement of ours to resolve a deadlock.
final class Deadlocks {
  private Deadlocks() {}

  /// For people.
  ///
  /// @param tries how often it was tried so far
  /// @param more how often it is tried again at most
  static String told(SQLException deadlock, String what, int tries, int more) {
    String detail =
        SqlFailures.detail(deadlock).lines().map(String::strip).collect(Collectors.joining(" "));
    return "a deadlock ended %s%s; what it left is removed and it is tried again (%d of %d)"
        .formatted(what, detail.isEmpty() ? "" : " (" + detail + ")", tries, more);
  }

  /// Longer each time, between three and five quarters.
  static Duration pause(Time time, Duration first, int tries) {
    long spread = Math.floorMod(time.nanos() / 1_000, 501L);
    return Duration.ofNanos(first.toNanos() * tries * (750 + spread) / 1_000);
  }
}
