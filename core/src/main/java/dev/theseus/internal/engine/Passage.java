package dev.theseus.internal.engine;

import dev.theseus.error.MigrationException;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.internal.lock.LockReport;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.StepRecord;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Sql;
import dev.theseus.status.MigrationState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings one migration from state to state: steps forward, or steps back, each exactly once.
final class Passage {
  private final Runner runner;
  private final long id;
  private final RowWork rows;
  private final Seam seam;

  Passage(Runner runner, long id, RowWork rows, Seam seam) {
    this.runner = runner;
    this.id = id;
    this.rows = rows;
    this.seam = seam;
  }

  /// Enters `during`, runs every step of the command that has not run, and enters `end`.
  void forward(Phase.Verb verb, MigrationState during, MigrationState end) throws SQLException {
    recordingFailure(
        () -> {
          enter(during);
          MigrationRow migration = runner.migrations().byId(id);
          Optional<Phase> phase = Optional.empty();
          Walk walk =
              new Walk(migration.plan().steps(verb), step -> forward(migration, step), true);
          for (Step step : walk.steps()) {
            if (phase.isEmpty() || phase.get() != step.phase()) {
              phase = Optional.of(step.phase());
              tell(new MigrationEvent.PhaseEntered(migration.name(), step.phase()));
            }
            runner.surviving("step " + step.id(), () -> walk.take(step));
            runner.surviving(
                "step " + step.id(),
                () -> seam.at(Seam.Point.AFTER_STEP, step.id(), runner.session()));
          }
          enter(end, walk::recall);
        });
  }

  /// Enters `during`, takes back every step of the command that was begun, and enters `end`.
  void back(Phase.Verb verb, MigrationState during, MigrationState end) throws SQLException {
    recordingFailure(
        () -> {
          MigrationRow migration = runner.migrations().byId(id);
          List<Step> steps = migration.plan().steps(verb);
          refuseWithoutWayBack(steps);
          enter(during);
          Walk walk = new Walk(steps.reversed(), step -> back(migration, step), false);
          for (Step step : walk.steps()) {
            runner.surviving("undo of step " + step.id(), () -> walk.take(step));
          }
          enter(end, walk::recall);
        });
  }

  private void forward(MigrationRow migration, Step step) throws SQLException {
    Optional<StepRecord> known = runner.steps(id).find(step.id());
    if (known.isPresent() && known.get().finished()) {
      tell(new MigrationEvent.StepSkipped(migration.name(), step.id(), "done already"));
      return;
    }
    if (isThereAlready(step)) {
      tell(
          new MigrationEvent.StepSkipped(
              migration.name(), step.id(), "what it does is there already"));
      return;
    }
    seam.at(Seam.Point.BEFORE_STEP, step.id(), runner.session());
    tell(
        new MigrationEvent.StepStarted(
            migration.name(), step.id(), step.phase(), step.head().title()));
    Time time = runner.settings().time();
    long began = time.nanos();
    LockReport report = run(migration, step);
    tell(
        new MigrationEvent.StepFinished(
            migration.name(),
            step.id(),
            time.since(began),
            report.tries(),
            report.longestWait(),
            report.longestHeld()));
  }

  /// Records the step then, so that it is taken back as if it had been done.
  private boolean isThereAlready(Step step) throws SQLException {
    Optional<Sql> unless = step.head().unless();
    if (unless.isEmpty() || !runner.session().flag(unless.get().text())) {
      return false;
    }
    runner.ownership().check();
    runner.steps(id).begin(step.id());
    runner.steps(id).finish(step.id());
    return true;
  }

  private LockReport run(MigrationRow migration, Step step) throws SQLException {
    try {
      return new StepRunner(runner, migration, rows, seam).run(step);
    } catch (SQLException e) {
      if (step instanceof Step.ValidateConstraint validate && SqlFailures.violation(e)) {
        new FailedProof(runner, migration, seam).withdraw(validate, e);
      }
      throw e;
    }
  }

  private void back(MigrationRow migration, Step step) throws SQLException {
    Optional<StepRecord> known = runner.steps(id).find(step.id());
    if (known.isEmpty()) {
      return;
    }
    seam.at(Seam.Point.BEFORE_UNDO, step.id(), runner.session());
    Time time = runner.settings().time();
    long began = time.nanos();
    new StepUndo(runner, migration, seam).run(step, known.get());
    seam.at(Seam.Point.AFTER_UNDO, step.id(), runner.session());
    tell(new MigrationEvent.StepUndone(migration.name(), step.id(), time.since(began)));
  }

  /// Nothing is taken back when something could not be.
  private void refuseWithoutWayBack(List<Step> steps) throws SQLException {
    Map<String, StepRecord> known = runner.steps(id).all();
    for (Step step : steps) {
      if (known.containsKey(step.id()) && step.undo() instanceof Undo.Restore restore) {
        throw StepUndo.onlyBackup(step, restore);
      }
    }
  }

  private void enter(MigrationState state) {
    enter(state, () -> {});
  }

  private void enter(MigrationState state, Runner.Repeatable first) {
    runner.surviving(
        "state " + state.text(),
        () -> {
          first.run();
          MigrationState before = runner.migrations().byId(id).state();
          if (before == state) {
            runner.migrations().recovered(id);
            return;
          }
          MigrationRow migration =
              runner
                  .session()
                  .transaction(
                      () -> {
                        runner.ownership().check();
                        runner.migrations().enter(id, state);
                        runner.migrations().note(id, state.text(), "");
                        return runner.migrations().byId(id);
                      });
          tell(new MigrationEvent.StateChanged(migration.name(), before.code(), state.code()));
          seam.at(Seam.Point.STATE_ENTERED, state.code(), runner.session());
        });
  }

  /// The reason of a failure is for `status`; not being able to write it down must not hide it.
  private void recordingFailure(Runner.Repeatable work) throws SQLException {
    try {
      work.run();
    } catch (MigrationException e) {
      try {
        runner.session().reset();
        runner.migrations().failed(id, String.valueOf(e.getMessage()));
        runner.migrations().note(id, "failed", String.valueOf(e.getMessage()));
      } catch (SQLException unwritten) {
        e.addSuppressed(unwritten);
      }
      throw e;
    }
  }

  private void tell(MigrationEvent event) {
    runner.settings().listener().on(event);
  }

  /// What is done with one step.
  @FunctionalInterface
  private interface Handling {
    void handle(Step step) throws SQLException;
  }

  /// The steps of a command in their order. A new connection may lead to a standby that was
  /// promoted and has not seen the last of what was done: those before are looked at again then.
  private final class Walk {
    private final List<Step> steps;
    private final Handling handling;
    private final boolean forward;
    private final List<Step> taken = new ArrayList<>();
    private Session seen = runner.session();

    Walk(List<Step> steps, Handling handling, boolean forward) {
      this.steps = steps;
      this.handling = handling;
      this.forward = forward;
    }

    List<Step> steps() {
      return steps;
    }

    void take(Step step) throws SQLException {
      recall();
      handling.handle(step);
      taken.add(step);
    }

    /// Handles again what was handled before and is not recorded where we are connected now.
    void recall() throws SQLException {
      Session now = runner.session();
      if (now == seen) {
        return;
      }
      if (runner.migrations().find(id).isEmpty()) {
        throw Refusals.forgotten(id);
      }
      Map<String, StepRecord> known = runner.steps(id).all();
      for (Step step : taken) {
        StepRecord found = known.get(step.id());
        boolean done = forward ? found != null && found.finished() : found == null;
        if (!done) {
          handling.handle(step);
        }
      }
      seen = now;
    }
  }
}
