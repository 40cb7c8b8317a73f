package dev.theseus.bench;

/// When a client's statements are due.
///
/// @param start when the first client's first statement is due, of [System#nanoTime()]
/// @param intervalNanos from one statement of a client to its next; 0 for as soon as the last ended
/// @param clients which are due in turn
record Pace(long start, long intervalNanos, int clients) {
  static Pace asFastAsPossible(int clients) {
    return new Pace(System.nanoTime(), 0, clients);
  }

  /// A fixed schedule of so many statements per second, all clients together.
  static Pace of(double rate, int clients) {
    return new Pace(System.nanoTime(), (long) (1e9 * clients / rate), clients);
  }

  boolean open() {
    return intervalNanos > 0;
  }

  long first(int client) {
    return start + intervalNanos * client / clients;
  }
}
