package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.StepRecord;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Takes one recorded step back so that it may be interrupted anywhere and run again.
final class StepUndo {
  private final Runner runner;
  private final MigrationRow migration;
  private final Seam seam;

  StepUndo(Runner runner, MigrationRow migration, Seam seam) {
    this.runner = runner;
    this.migration = migration;
    this.seam = seam;
  }

  void run(Step step, StepRecord known) throws SQLException {
    if (!known.finished() && neverHappened(step)) {
      forget(step);
      return;
    }
    switch (step.undo()) {
      case Undo.Statements u -> transaction(step, u.statements());
      case Undo.Nothing u -> forget(step);
      case Undo.Stays u -> stays(step, u.reason());
      case Undo.Restore u -> throw onlyBackup(step, u);
      case Undo.DropIndex u -> dropIndex(step, u);
      case Undo.CreateIndex u -> {
        runner.session().execute(SearchPath.session(migration.plan().base()));
        index(step).create(u.table(), u.index(), u.create());
        runner.session().execute(SearchPath.reset());
        forget(step);
      }
      case Undo.DropPartitionedIndex u -> dropIndex(step, u);
      case Undo.AddConstraint u -> {
        new ConstraintReturn(runner, migration, step).run(u);
        forget(step);
      }
    }
  }

  private void stays(Step step, String reason) throws SQLException {
    warn("what step %s did stays: %s".formatted(step.id(), reason));
    forget(step);
  }

  /// PostgreSQL lets no index of a partition go that belongs to one of the parent.
  private void dropIndex(Step step, Undo.DropIndex undo) throws SQLException {
    if (new PartitionIndexes(runner.session()).attached(undo.index())) {
      stays(step, "index %s belongs to a partitioned table's".formatted(undo.index()));
      return;
    }
    index(step).drop(undo.index());
    forget(step);
  }

  private void dropIndex(Step step, Undo.DropPartitionedIndex undo) throws SQLException {
    QualifiedName index = undo.index().index();
    if (new PartitionIndexes(runner.session()).attached(index)) {
      stays(step, "index %s belongs to a partitioned table's".formatted(index));
      return;
    }
    new PartitionedIndexUndo(runner, migration, step.id(), undo.index()).run();
    forget(step);
  }

  /// Whether a step that was begun and not recorded as finished left everything as it was.
  private boolean neverHappened(Step step) throws SQLException {
    return switch (step) {
      case Step.Standalone s -> {
        if (!s.repeatable()) {
          throw StepRunner.unknown(s);
        }
        if (Reindexing.is(s)) {
          new Reindexing(runner, migration, s).dropLeftovers();
        }
        yield true;
      }
      case Step.DropIndexConcurrently s -> index(s).valid(s.index());
      case Step.FindDuplicates s -> true;
      case Step.FindViolations s -> true;
      case Step.Transaction s -> false;
      case Step.CreateIndexConcurrently s -> false;
      case Step.DetachPartition s -> false;
      case Step.BuildPartitionedIndex s -> false;
      case Step.ValidateConstraint s -> false;
      case Step.Backfill s -> false;
      case Step.Verify s -> false;
      case Step.ChangeRows s -> false;
    };
  }

  private void transaction(Step step, List<Sql> statements) throws SQLException {
    Session session = runner.session();
    List<Sql> all = new ArrayList<>();
    all.add(SearchPath.local(migration.plan().base()));
    all.addAll(statements);
    all.add(SearchPath.own());
    all.add(runner.steps(migration.id()).undone(step.id()));
    List<String> warnings = new ArrayList<>();
    runner
        .ladder(runner.settings().lockBudget())
        .run(
            new LockRequest(migration.name(), step.id(), step.undoLocks()),
            soFar -> {
              warnings.addAll(session.warned(all));
              seam.at(Seam.Point.BEFORE_COMMIT, step.id(), session);
            });
    warnings.forEach(this::warn);
  }

  private void warn(String text) {
    runner.settings().listener().on(new MigrationEvent.Warning(migration.name(), text));
  }

  private void forget(Step step) throws SQLException {
    Session session = runner.session();
    Sql undone = runner.steps(migration.id()).undone(step.id());
    session.<Boolean>transaction(
        () -> {
          runner.ownership().check();
          session.execute(undone);
          return true;
        });
  }

  private IndexBuild index(Step step) {
    return new IndexBuild(runner, migration, step.id(), "undo of step " + step.id());
  }

  static StateConflict onlyBackup(Step step, Undo.Restore undo) {
    return new StateConflict(
        new Problem(
            ProblemCode.WRONG_STATE,
            "step %s cannot be taken back: %s".formatted(step.id(), undo.reason()),
            "step " + step.id(),
            "restore from a backup, or go on with `theseus complete`"));
  }
}
