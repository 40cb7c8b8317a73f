package dev.theseus.cli.demo;

import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationEvent.BackfillProgress;
import dev.theseus.event.MigrationEvent.BlockerEnded;
import dev.theseus.event.MigrationEvent.LockBlocked;
import dev.theseus.event.MigrationEvent.PhaseEntered;
import dev.theseus.event.MigrationEvent.RowSkipped;
import dev.theseus.event.MigrationEvent.StateChanged;
import dev.theseus.event.MigrationEvent.StatementProgress;
import dev.theseus.event.MigrationEvent.StepFinished;
import dev.theseus.event.MigrationEvent.StepSkipped;
import dev.theseus.event.MigrationEvent.StepStarted;
import dev.theseus.event.MigrationEvent.StepUndone;
import dev.theseus.event.MigrationEvent.SyncSwitched;
import dev.theseus.event.MigrationEvent.Throttled;
import dev.theseus.event.MigrationEvent.Unthrottled;
import dev.theseus.event.MigrationEvent.Vacuumed;
import dev.theseus.event.MigrationEvent.VerifyProgress;
import dev.theseus.event.MigrationEvent.Waiting;
import dev.theseus.event.MigrationEvent.Warning;
import dev.theseus.event.MigrationListener;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Notes the numbers the engine tells about one migration, and from what moment on the applications
/// go through which phase.
final class EngineWatch implements MigrationListener {
  private final Meter meter;
  private final MigrationListener next;
  private final Map<String, Long> filled = new HashMap<>();
  private final Map<String, Long> verified = new HashMap<>();
  private final Set<String> strong = new HashSet<>();
  private Duration filling = Duration.ZERO;
  private Duration longestWait = Duration.ZERO;
  private Duration longestHold = Duration.ZERO;
  private String longestHoldStep = "";
  private int refusedTries;

  EngineWatch(Meter meter, MigrationListener next) {
    this.meter = meter;
    this.next = next;
  }

  /// Notes which steps of the plan take locks that applications wait for.
  synchronized void expect(Plan plan) {
    plan.steps().stream()
        .filter(step -> step.head().locks().stream().anyMatch(use -> use.level().needsBudget()))
        .forEach(step -> strong.add(step.id()));
  }

  @Override
  public synchronized void on(MigrationEvent event) {
    switch (event) {
      case PhaseEntered it -> enter(it.phase());
      case StepFinished it -> finished(it);
      case BackfillProgress it -> filled.merge(it.step(), it.rows(), Math::max);
      case VerifyProgress it -> verified.merge(it.step(), it.rows(), Math::max);
      case LockBlocked it -> refusedTries++;
      case BlockerEnded it -> {}
      case StepStarted it -> {}
      case StepSkipped it -> {}
      case StepUndone it -> {}
      case RowSkipped it -> {}
      case StatementProgress it -> {}
      case Vacuumed it -> {}
      case Waiting it -> {}
      case Throttled it -> {}
      case Unthrottled it -> {}
      case Warning it -> {}
      case SyncSwitched it -> {}
      case StateChanged it -> {}
    }
    next.on(event);
  }

  private void enter(Phase phase) {
    switch (phase) {
      case EXPAND, DUAL_WRITE -> meter.enter(DemoPhase.EXPAND);
      case BACKFILL -> meter.enter(DemoPhase.BACKFILL);
      // The others begin where the demo calls a command.
      case SWITCH_READS, STOP_OLD_WRITES, CONTRACT -> {}
    }
  }

  private void finished(StepFinished step) {
    if (filled.containsKey(step.step())) {
      filling = filling.plus(step.took());
    }
    longestWait = max(longestWait, step.lockWait());
    // Validation holds a lock for a whole scan, but one that no application waits for.
    if (strong.contains(step.step()) && step.lockHeld().compareTo(longestHold) > 0) {
      longestHold = step.lockHeld();
      longestHoldStep = step.step();
    }
  }

  synchronized Numbers numbers() {
    return new Numbers(
        filled.values().stream().mapToLong(Long::longValue).sum(),
        verified.values().stream().mapToLong(Long::longValue).sum(),
        filling,
        longestWait,
        longestHold,
        longestHoldStep,
        refusedTries);
  }

  /// @param filling how long the backfill took
  /// @param longestWait for a lock, in one try
  /// @param longestHold of a lock that applications wait for
  /// @param longestHoldStep the step that held it
  /// @param refusedTries how often a lock was not granted within its time
  record Numbers(
      long filled,
      long verified,
      Duration filling,
      Duration longestWait,
      Duration longestHold,
      String longestHoldStep,
      int refusedTries) {}

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
