package dev.theseus.cli;

import dev.theseus.event.MigrationEvent.Blocker;

/// A session in the way.
record BlockerView(
    int pid,
    String user,
    String application,
    String state,
    long ageMillis,
    String query,
    String lock) {
  private static final int QUERY_WIDTH = 60;

  static BlockerView of(Blocker one) {
    return new BlockerView(
        one.pid(),
        one.user(),
        one.application(),
        one.state(),
        one.age().toMillis(),
        one.query(),
        one.lock());
  }

  /// For people.
  static String text(Blocker blocker) {
    String query = blocker.query().strip().replaceAll("\\s+", " ");
    return "process %d (user %s, application %s, %s for %s, holds %s): %s"
        .formatted(
            blocker.pid(),
            blocker.user(),
            blocker.application().isEmpty() ? "unnamed" : blocker.application(),
            blocker.state(),
            Durations.text(blocker.age()),
            blocker.lock(),
            query.length() > QUERY_WIDTH ? query.substring(0, QUERY_WIDTH) + "…" : query);
  }
}
