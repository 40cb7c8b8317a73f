package dev.theseus.event;

import java.util.List;

/// What a statement that runs for long does at the moment, and whom it waits for.
///
/// @param phase as PostgreSQL names it, for example `building index: scanning table`; empty where
///   it does not tell
/// @param done so many of `total`, which is 0 while nothing is counted
/// @param unit what is counted: `blocks` or `tuples`
/// @param lockersDone of the transactions it has to wait for, those that have ended; of
///   `lockersTotal`, which is 0 while it waits for none
/// @param waitingFor the sessions that keep it waiting now
public record Activity(
    String phase,
    long done,
    long total,
    String unit,
    long lockersDone,
    long lockersTotal,
    List<MigrationEvent.Blocker> waitingFor) {
  public Activity {
    waitingFor = List.copyOf(waitingFor);
  }

  /// Whether there is nothing to tell.
  public boolean idle() {
    return phase.isEmpty() && waitingFor.isEmpty();
  }

  /// Whether the other tells the same but for ages.
  public boolean resembles(Activity other) {
    return phase.equals(other.phase)
        && done == other.done
        && lockersDone == other.lockersDone
        && waitingFor.stream()
            .map(MigrationEvent.Blocker::pid)
            .toList()
            .equals(other.waitingFor.stream().map(MigrationEvent.Blocker::pid).toList());
  }
}
