package dev.theseus.event;

import dev.theseus.plan.Phase;
import dev.theseus.sql.QualifiedName;
import dev.theseus.throttle.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the engine tells while it works. Listeners render it; the engine prints nothing.
public sealed interface MigrationEvent {
  /// The release the event belongs to.
  String migration();

  record PhaseEntered(String migration, Phase phase) implements MigrationEvent {}

  record StepStarted(String migration, String step, Phase phase, String title)
      implements MigrationEvent {}

  /// @param lockWait the longest time the step waited for a lock in one try
  /// @param lockHeld the longest time it held a lock stronger than SHARE UPDATE EXCLUSIVE
  record StepFinished(
      String migration, String step, Duration took, int tries, Duration lockWait, Duration lockHeld)
      implements MigrationEvent {}

  /// A step that was found done already.
  record StepSkipped(String migration, String step, String reason) implements MigrationEvent {}

  record StepUndone(String migration, String step, Duration took) implements MigrationEvent {}

  /// A lock was not granted within its time; the step tries again after a pause.
  record LockBlocked(
      String migration, String step, int tries, Duration budget, List<Blocker> blockers)
      implements MigrationEvent {
    public LockBlocked {
      blockers = List.copyOf(blockers);
    }
  }

  /// A transaction in the way was ended, as [dev.theseus.policy.BlockerPolicy] allows.
  ///
  /// @param terminated whether its session ended, too; else its statement was cancelled
  record BlockerEnded(String migration, String step, Blocker blocker, boolean terminated)
      implements MigrationEvent {}

  /// A session that stands in the way.
  ///
  /// @param age of its transaction
  record Blocker(
      int pid,
      String user,
      String application,
      String state,
      Duration age,
      String query,
      String lock) {}

  /// @param blocksTotal blocks of all ranges, so that done ÷ total is the share done
  /// @param rowsPerSecond over the last seconds
  /// @param remaining an estimate; empty until there is one
  record BackfillProgress(
      String migration,
      String step,
      QualifiedName table,
      long rows,
      long blocksDone,
      long blocksTotal,
      double rowsPerSecond,
      Optional<Duration> remaining)
      implements MigrationEvent {}

  /// @param differing rows that do not hold what they should, so far
  record VerifyProgress(
      String migration,
      String step,
      QualifiedName table,
      long rows,
      long differing,
      long blocksDone,
      long blocksTotal)
      implements MigrationEvent {}

  /// A row whose new value cannot be stored was put on the skip list; the new version is not
  /// published before it is mended.
  ///
  /// @param row its key, for people
  /// @param column the column whose value fails
  /// @param listed how many rows of the migration are on the list now
  record RowSkipped(
      String migration,
      String step,
      QualifiedName table,
      String row,
      String column,
      String sqlState,
      String message,
      long listed)
      implements MigrationEvent {}

  record Vacuumed(String migration, String step, QualifiedName table, Duration took)
      implements MigrationEvent {}

  /// What a statement outside of transactions does and waits for, whenever that changes.
  record StatementProgress(String migration, String step, Activity activity)
      implements MigrationEvent {}

  /// Work stands still on purpose.
  record Waiting(String migration, String step, String reason) implements MigrationEvent {}

  /// A signal holds row work back: it stands still or is slowed down, as the signal's state says.
  /// Told when it begins, when another signal stops the work, every ten seconds while it is slowed
  /// down, and after 10, 20, 40 and so on seconds while it stands still for the same signal.
  record Throttled(String migration, String step, Signal signal) implements MigrationEvent {}

  /// No signal holds row work back any more.
  ///
  /// @param held how long one did
  record Unthrottled(String migration, String step, Duration held) implements MigrationEvent {}

  record Warning(String migration, String text) implements MigrationEvent {}

  /// The sync triggers of these tables do not fire any more, or fire again.
  record SyncSwitched(String migration, boolean on, List<QualifiedName> tables)
      implements MigrationEvent {
    public SyncSwitched {
      tables = List.copyOf(tables);
    }
  }

  record StateChanged(String migration, String from, String to) implements MigrationEvent {}
}
