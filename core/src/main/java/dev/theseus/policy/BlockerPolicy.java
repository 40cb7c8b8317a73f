package dev.theseus.policy;

import java.time.Duration;
import java.util.Optional;

/// What becomes of transactions that keep a step from its lock for longer than a try lasts.
///
/// Only readers and writers of the application are ever ended: never a superuser's session, never
/// one that holds a lock of maintenance or of another migration (SHARE UPDATE EXCLUSIVE and up on a
/// permanent table), never an autovacuum worker, a prepared transaction or a session of Theseus.
///
/// @param action default [Action#WAIT]
/// @param application only sessions with this `application_name`; empty for any
/// @param user only sessions of this role; empty for any
/// @param olderThan only transactions older than this, 0..7 days, default 10 s
public record BlockerPolicy(
    Action action, Optional<String> application, Optional<String> user, Duration olderThan) {
  private static final Duration WEEK = Duration.ofDays(7);

  /// How a transaction is ended.
  public enum Action {
    /// Not at all: the step waits for it.
    WAIT,
    /// Its statement is cancelled (`pg_cancel_backend`), which ends the transaction. Without effect
    /// on a transaction that is idle.
    CANCEL,
    /// Its session is ended (`pg_terminate_backend`).
    TERMINATE
  }

  public BlockerPolicy {
    if (olderThan.isNegative() || olderThan.compareTo(WEEK) > 0) {
      throw new IllegalArgumentException(
          "blockers older than %s; give a duration of 0 to 7 days".formatted(olderThan));
    }
  }

  /// Waits for every transaction.
  public static BlockerPolicy waiting() {
    return of(Action.WAIT);
  }

  /// Ends any transaction older than ten seconds in this way.
  public static BlockerPolicy of(Action action) {
    return new BlockerPolicy(action, Optional.empty(), Optional.empty(), Duration.ofSeconds(10));
  }

  public BlockerPolicy onlyApplication(String name) {
    return new BlockerPolicy(action, Optional.of(name), user, olderThan);
  }

  public BlockerPolicy onlyUser(String name) {
    return new BlockerPolicy(action, application, Optional.of(name), olderThan);
  }

  public BlockerPolicy onlyOlderThan(Duration age) {
    return new BlockerPolicy(action, application, user, age);
  }

  /// Whether a transaction of this application, user and age may be ended.
  public boolean concerns(String itsApplication, String itsUser, Duration age) {
    return action != Action.WAIT
        && application.map(itsApplication::equals).orElse(true)
        && user.map(itsUser::equals).orElse(true)
        && age.compareTo(olderThan) >= 0;
  }
}
