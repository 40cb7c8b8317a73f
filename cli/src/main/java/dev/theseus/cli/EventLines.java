package dev.theseus.cli;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The engine's events as JSON, one document `theseus.event/1` per line on stdout. Times are
/// milliseconds.
final class EventLines implements EventDisplay {
  static final String SCHEMA = "theseus.event/1";

  private final Console console;

  EventLines(Console console) {
    this.console = console;
    console.jsonLines();
  }

  @Override
  public synchronized void on(MigrationEvent event) {
    console.json(SCHEMA, view(event));
  }

  @Override
  public void close() {}

  private static Map<String, Object> view(MigrationEvent event) {
    return switch (event) {
      case PhaseEntered it -> event("phase-entered", it).with("phase", it.phase().code()).fields;
      case StepStarted it ->
          event("step-started", it)
              .with("step", it.step())
              .with("phase", it.phase().code())
              .with("title", it.title())
              .fields;
      case StepFinished it -> finished(it);
      case StepSkipped it ->
          event("step-skipped", it).with("step", it.step()).with("reason", it.reason()).fields;
      case StepUndone it ->
          event("step-undone", it)
              .with("step", it.step())
              .with("tookMillis", it.took().toMillis())
              .fields;
      case LockBlocked it -> blocked(it);
      case BlockerEnded it -> ended(it);
      case BackfillProgress it -> backfill(it);
      case VerifyProgress it -> verify(it);
      case RowSkipped it -> skipped(it);
      case StatementProgress it -> progress(it);
      case Vacuumed it ->
          event("vacuumed", it)
              .with("step", it.step())
              .with("table", it.table().toString())
              .with("tookMillis", it.took().toMillis())
              .fields;
      case Waiting it ->
          event("waiting", it).with("step", it.step()).with("reason", it.reason()).fields;
      case Throttled it -> throttled(it);
      case Unthrottled it -> unthrottled(it);
      case Warning it -> event("warning", it).with("text", it.text()).fields;
      case SyncSwitched it -> switched(it);
      case StateChanged it ->
          event("state-changed", it).with("from", it.from()).with("to", it.to()).fields;
    };
  }

  private static Map<String, Object> switched(SyncSwitched it) {
    return event("sync-switched", it)
        .with("on", it.on())
        .with("tables", it.tables().stream().map(Object::toString).toList())
        .fields;
  }

  private static Map<String, Object> unthrottled(Unthrottled it) {
    return event("unthrottled", it)
        .with("step", it.step())
        .with("heldMillis", it.held().toMillis())
        .fields;
  }

  private static Map<String, Object> finished(StepFinished it) {
    return event("step-finished", it)
        .with("step", it.step())
        .with("tookMillis", it.took().toMillis())
        .with("tries", it.tries())
        .with("lockWaitMillis", it.lockWait().toMillis())
        .with("lockHeldMillis", it.lockHeld().toMillis())
        .fields;
  }

  private static Map<String, Object> progress(StatementProgress it) {
    return event("statement-progress", it)
        .with("step", it.step())
        .with("activity", ActivityView.of(it.activity()))
        .fields;
  }

  private static Map<String, Object> skipped(RowSkipped it) {
    return event("row-skipped", it)
        .with("step", it.step())
        .with("table", it.table().toString())
        .with("row", it.row())
        .with("column", it.column())
        .with("sqlState", it.sqlState())
        .with("message", it.message())
        .with("listed", it.listed())
        .fields;
  }

  private static Map<String, Object> throttled(Throttled it) {
    return event("throttled", it)
        .with("step", it.step())
        .with("signal", ThrottleView.SignalView.of(it.signal()))
        .fields;
  }

  private static Map<String, Object> ended(BlockerEnded it) {
    return event("blocker-ended", it)
        .with("step", it.step())
        .with("terminated", it.terminated())
        .with("blocker", BlockerView.of(it.blocker()))
        .fields;
  }

  private static Map<String, Object> blocked(LockBlocked it) {
    List<BlockerView> blockers = it.blockers().stream().map(BlockerView::of).toList();
    return event("lock-blocked", it)
        .with("step", it.step())
        .with("tries", it.tries())
        .with("budgetMillis", it.budget().toMillis())
        .with("blockers", blockers)
        .fields;
  }

  private static Map<String, Object> backfill(BackfillProgress it) {
    Fields fields =
        event("backfill-progress", it)
            .with("step", it.step())
            .with("table", it.table().toString())
            .with("rows", it.rows())
            .with("blocksDone", it.blocksDone())
            .with("blocksTotal", it.blocksTotal())
            .with("rowsPerSecond", Math.round(it.rowsPerSecond()));
    it.remaining().ifPresent(left -> fields.with("remainingMillis", left.toMillis()));
    return fields.fields;
  }

  private static Map<String, Object> verify(VerifyProgress it) {
    return event("verify-progress", it)
        .with("step", it.step())
        .with("table", it.table().toString())
        .with("rows", it.rows())
        .with("differing", it.differing())
        .with("blocksDone", it.blocksDone())
        .with("blocksTotal", it.blocksTotal())
        .fields;
  }

  private static Fields event(String name, MigrationEvent event) {
    return new Fields().with("event", name).with("migration", event.migration());
  }

  /// Keeps the fields in the order they are given.
  private static final class Fields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    Fields with(String name, Object value) {
      fields.put(name, value);
      return this;
    }
  }
}
