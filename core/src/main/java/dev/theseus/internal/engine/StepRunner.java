package dev.theseus.internal.engine;

import dev.theseus.error.OutcomeUnknown;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.lock.LockReport;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.Steps;
import dev.theseus.plan.Step;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Executes one step so that it may be interrupted anywhere and run again.
final class StepRunner {
  /// Waiting for SHARE UPDATE EXCLUSIVE makes no reader or writer wait.
  private static final LockBudget PATIENT =
      LockBudget.defaults().withWaits(Duration.ofSeconds(5), Duration.ofSeconds(5));

  private static final LockReport ALONE = new LockReport(1, Duration.ZERO, Duration.ZERO);

  private final Runner runner;
  private final MigrationRow migration;
  private final RowWork rows;
  private final Seam seam;

  StepRunner(Runner runner, MigrationRow migration, RowWork rows, Seam seam) {
    this.runner = runner;
    this.migration = migration;
    this.rows = rows;
    this.seam = seam;
  }

  /// Runs a step that is not recorded as finished.
  LockReport run(Step step) throws SQLException {
    return switch (step) {
      case Step.Transaction s -> transaction(s, s.statements(), runner.settings().lockBudget());
      case Step.ValidateConstraint s -> transaction(s, List.of(validate(s)), validating());
      case Step.FindDuplicates s -> alone(s, () -> duplicates(s).refuse(s, isFirst(s)));
      case Step.FindViolations s ->
          alone(s, () -> new Violations(runner.session(), "step " + s.id()).refuse(s, isFirst(s)));
      case Step.CreateIndexConcurrently s ->
          alone(s, () -> index(s).create(s.table(), s.index(), s.create()));
      case Step.BuildPartitionedIndex s -> alone(s, () -> partitioned(s).build());
      case Step.DetachPartition s ->
          alone(s, () -> new PartitionDetach(runner, migration, s).run());
      case Step.DropIndexConcurrently s -> alone(s, () -> index(s).drop(s.index()));
      case Step.Backfill s -> alone(s, () -> rows.backfill(runner, migration, s));
      case Step.Verify s -> alone(s, () -> rows.verify(runner, migration, s));
      case Step.ChangeRows s -> alone(s, () -> rows.change(runner, migration, s));
      case Step.Standalone s ->
          Reindexing.is(s) ? alone(s, () -> new Reindexing(runner, migration, s).run()) : once(s);
    };
  }

  private LockBudget validating() {
    LockBudget budget = runner.settings().lockBudget();
    return PATIENT.withTotal(budget.total()).withDeadline(budget.deadline());
  }

  private LockReport transaction(Step step, List<Sql> statements, LockBudget budget)
      throws SQLException {
    Session session = runner.session();
    Steps steps = runner.steps(migration.id());
    LockRequest request = new LockRequest(migration.name(), step.id(), step.head().locks());
    return runner
        .ladder(budget)
        .run(
            request,
            soFar -> {
              List<Sql> all = new ArrayList<>();
              all.add(SearchPath.local(migration.plan().base()));
              all.addAll(statements);
              all.add(SearchPath.own());
              all.add(steps.done(step.id(), soFar.tries(), soFar.longestWait()));
              session.execute(all);
              seam.at(Seam.Point.BEFORE_COMMIT, step.id(), session);
            });
  }

  private static Sql validate(Step.ValidateConstraint step) {
    return Sql.of(
        "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
        Map.of("table", step.table(), "constraint", step.constraint()));
  }

  private IndexBuild index(Step step) {
    return new IndexBuild(runner, migration, step.id(), "step " + step.id());
  }

  private Duplicates duplicates(Step step) {
    return new Duplicates(runner.session(), "step " + step.id());
  }

  private boolean isFirst(Step step) {
    return migration.plan().steps().stream()
        .takeWhile(one -> !one.id().equals(step.id()))
        .allMatch(one -> one instanceof Step.FindDuplicates || one instanceof Step.FindViolations);
  }

  private PartitionedIndexBuild partitioned(Step.BuildPartitionedIndex step) {
    return new PartitionedIndexBuild(runner, migration, step.id(), step.index());
  }

  /// Work that finds out by itself what an earlier try has done.
  private LockReport alone(Step step, Runner.Repeatable work) throws SQLException {
    Steps steps = runner.steps(migration.id());
    runner.ownership().check();
    steps.begin(step.id());
    Session session = runner.session();
    session.execute(SearchPath.session(migration.plan().base()));
    work.run();
    session.execute(SearchPath.reset());
    seam.at(Seam.Point.BEFORE_COMMIT, step.id(), session);
    runner.ownership().check();
    steps.finish(step.id());
    return ALONE;
  }

  /// A statement whose effect cannot be looked up runs only when it is certain that it has not.
  private LockReport once(Step.Standalone step) throws SQLException {
    Steps steps = runner.steps(migration.id());
    Session session = runner.session();
    runner.ownership().check();
    if (steps.begin(step.id()) && !step.repeatable()) {
      throw unknown(step);
    }
    boolean brief = step.head().locks().stream().anyMatch(lock -> lock.level().needsBudget());
    try {
      session.execute(SearchPath.session(migration.plan().base()));
      if (brief) {
        session.execute(Sql.of("SET lock_timeout = '5s'"));
      }
      new WatchedStatement(runner, migration.name(), step.id()).run(step.statement());
      session.execute(SearchPath.reset());
      session.execute(Sql.of("RESET lock_timeout"));
    } catch (SQLException e) {
      if (!SqlFailures.connectionLost(e)) {
        session.execute(SearchPath.reset());
        session.execute(Sql.of("RESET lock_timeout"));
        session.execute(steps.undone(step.id()));
      }
      throw e;
    }
    seam.at(Seam.Point.BEFORE_COMMIT, step.id(), session);
    steps.finish(step.id());
    return ALONE;
  }

  static OutcomeUnknown unknown(Step.Standalone step) {
    return new OutcomeUnknown(
        new Problem(
            ProblemCode.OUTCOME_UNKNOWN,
            "nobody knows whether this statement took effect before the connection was lost: `%s`"
                .formatted(step.statement().text().strip()),
            "step " + step.id(),
            ("look whether it did, say so with `theseus settle %s --done` or `--not-done`, then run"
                    + " `theseus resume`")
                .formatted(step.id())));
  }
}
