package dev.theseus.internal.lock;

import java.time.Duration;

/// What getting and holding the locks of a step cost.
///
/// @param tries how often the transaction was begun
/// @param longestWait the longest wait for the locks in one try
/// @param longestHeld the longest time the locks were held
public record LockReport(int tries, Duration longestWait, Duration longestHeld) {
  static LockReport none() {
    return new LockReport(0, Duration.ZERO, Duration.ZERO);
  }

  LockReport waited(Duration wait) {
    return new LockReport(tries, longer(longestWait, wait), longestHeld);
  }

  LockReport held(Duration held) {
    return new LockReport(tries, longestWait, longer(longestHeld, held));
  }

  LockReport nextTry() {
    return new LockReport(tries + 1, longestWait, longestHeld);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
