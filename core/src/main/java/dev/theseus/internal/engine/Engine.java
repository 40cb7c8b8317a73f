package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.catalog.ServerCheck;
import dev.theseus.internal.jdbc.Interruption;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.Ownership;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.Migrations;
import dev.theseus.internal.state.StateSchema;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.sql.QualifiedName;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.throttle.Limits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The commands that change something, as a state machine over the recorded state.
///
/// Each command may be repeated: it goes on where an earlier run ended, and does nothing when
/// nothing is left to do. Thread-safe; two commands at once, here or on two machines, exclude each
/// other through [dev.theseus.internal.lock.Ownership].
public final class Engine {
  @FunctionalInterface
  private interface Command {
    MigrationStatus run(Runner runner) throws SQLException;
  }

  private final EngineSettings settings;
  private final RowWork rows;
  private final Seam seam;
  private final Interruption interruption;

  public Engine(EngineSettings settings, Pacing pacing) {
    this(settings, pacing, SkipPolicy.none(), UnaryOperator.identity());
  }

  /// @param skips whether rows whose new value cannot be stored are passed over
  /// @param limits what each engine changes in the throttle's recorded limits before its first rows
  public Engine(
      EngineSettings settings, Pacing pacing, SkipPolicy skips, UnaryOperator<Limits> limits) {
    this(settings, new BackfillRows(pacing, skips, limits), Seam.none());
  }

  Engine(EngineSettings settings, RowWork rows, Seam seam) {
    this.settings = settings;
    this.rows = rows;
    this.seam = seam;
    this.interruption = new Interruption(settings.time());
  }

  /// Runs the plan up to the point where old and new version both work.
  public MigrationStatus start(Plan plan) {
    return owning(() -> {}, runner -> start(runner, plan));
  }

  /// Goes on with whatever was interrupted.
  public MigrationStatus resume() {
    return owning(
        this::refuseWithoutState,
        runner -> {
          Optional<MigrationRow> latest = runner.migrations().latest();
          if (latest.isEmpty()) {
            throw Refusals.noMigration();
          }
          MigrationRow migration = latest.get();
          return switch (migration.state()) {
            case STARTING -> started(runner, migration);
            case COMPLETING -> completed(runner, migration);
            case CONTRACTING -> contracted(runner, migration);
            case ROLLING_BACK -> rolledBack(runner, migration);
            case REOPENING -> reopened(runner, migration);
            case STARTED, COMPLETED, CONTRACTED, ROLLED_BACK ->
                unchanged(runner, migration, "nothing to resume: it is " + text(migration));
          };
        });
  }

  /// Retires the old version.
  public MigrationStatus complete() {
    return owning(
        this::refuseWithoutState,
        runner -> {
          MigrationRow migration = latest(runner);
          return switch (migration.state()) {
            case STARTED -> {
              runner.surviving("the skip list", () -> rows.refuseHoles(runner, migration));
              yield completed(runner, migration);
            }
            case COMPLETING -> completed(runner, migration);
            case COMPLETED, CONTRACTED ->
                unchanged(runner, migration, "it is already " + text(migration));
            case STARTING, REOPENING, CONTRACTING, ROLLING_BACK ->
                throw Refusals.underWay(migration, "complete");
            case ROLLED_BACK -> throw Refusals.noMigration();
          };
        });
  }

  /// Compares old and new columns of every row while both versions can be had.
  ///
  /// @throws UnsafeMigration with the rows that differ
  public MigrationStatus verify() {
    return owning(
        this::refuseWithoutState,
        runner -> {
          MigrationRow migration = latest(runner);
          return switch (migration.state()) {
            case STARTED, COMPLETED -> verified(runner, migration);
            case STARTING, COMPLETING, REOPENING, ROLLING_BACK, CONTRACTING ->
                throw Refusals.underWay(migration, "be verified");
            case CONTRACTED, ROLLED_BACK -> throw Refusals.noMigration();
          };
        });
  }

  private MigrationStatus verified(Runner runner, MigrationRow migration) throws SQLException {
    List<Problem> problems = new ArrayList<>();
    runner.surviving(
        "the comparison of rows", () -> problems.addAll(rows.compare(runner, migration)));
    String what = problems.isEmpty() ? "verified" : "verification found differences";
    String detail =
        problems.isEmpty()
            ? "old and new columns agree in every row"
            : problems.stream().map(Problem::what).collect(Collectors.joining("; "));
    runner.migrations().note(migration.id(), what, detail);
    if (!problems.isEmpty()) {
      throw new UnsafeMigration(problems);
    }
    return changed(runner, migration, "it is verified: " + detail);
  }

  /// Drops what only the old version needed, when nothing stands against it.
  public MigrationStatus contract(ContractOptions options) {
    return owning(
        this::refuseWithoutState,
        runner -> {
          MigrationRow migration = latest(runner);
          return switch (migration.state()) {
            case COMPLETED -> {
              runner.surviving(
                  "what stands against contract",
                  () -> ContractGates.check(runner, migration, rows, options));
              yield contracted(runner, migration);
            }
            case CONTRACTING -> contracted(runner, migration);
            case CONTRACTED -> unchanged(runner, migration, "it is already contracted");
            case STARTED -> throw Refusals.notCompleted(migration);
            case STARTING, COMPLETING, REOPENING, ROLLING_BACK ->
                throw Refusals.underWay(migration, "contract");
            case ROLLED_BACK -> throw Refusals.noMigration();
          };
        });
  }

  /// Takes back the last command: to where it was before complete, or before start.
  public MigrationStatus rollback() {
    return owning(
        this::refuseWithoutState,
        runner -> {
          MigrationRow migration = latest(runner);
          return switch (migration.state()) {
            case STARTING, STARTED, ROLLING_BACK -> rolledBack(runner, migration);
            case COMPLETING, COMPLETED, REOPENING -> reopened(runner, migration);
            case CONTRACTING, CONTRACTED -> throw Refusals.onlyBackup(migration);
            case ROLLED_BACK -> unchanged(runner, migration, "it is already rolled back");
          };
        });
  }

  /// Keeps the sync triggers from firing until [#restore()]; nothing goes on meanwhile. Whoever
  /// works on the migration is stopped first: this is for an emergency.
  ///
  /// @param reason for whoever looks at it later; may be empty
  public MigrationStatus shed(String reason) {
    return owning(
        this::takeOver,
        runner -> {
          MigrationRow migration = latest(runner);
          boolean[] done = {false};
          runner.surviving(
              "theseus shed", () -> done[0] |= new Shedding(runner, migration, seam).shed(reason));
          return done[0]
              ? changed(runner, migration, "sync is shed: writes fill the old columns only")
              : unchanged(
                  runner,
                  migration,
                  status(runner, migration).control().shed().isPresent()
                      ? "sync is shed already"
                      : "no column is kept in step yet, so there is nothing to shed");
        });
  }

  /// Lets the sync triggers fire again; what was written meanwhile is repaired by [#resume()].
  public MigrationStatus restore() {
    return owning(
        this::refuseWithoutState,
        runner -> {
          MigrationRow migration = latest(runner);
          boolean[] done = {false};
          if (migration.state() == MigrationState.STARTING) {
            runner.surviving(
                "theseus shed --restore",
                () -> done[0] |= new Shedding(runner, migration, seam).restore());
          }
          return done[0]
              ? changed(
                  runner,
                  migration,
                  "sync is on; `theseus resume` repairs and verifies the rows, then goes on")
              : unchanged(runner, migration, "sync is not shed");
        });
  }

  /// Says what is true of a step whose outcome nobody knows.
  ///
  /// @param done whether its statement took effect
  public MigrationStatus settle(String step, boolean done) {
    return owning(
        this::refuseWithoutState,
        runner -> {
          MigrationRow migration = latest(runner);
          var known = runner.steps(migration.id()).find(step);
          if (known.isEmpty() || known.get().finished()) {
            return unchanged(runner, migration, "the outcome of step " + step + " is known");
          }
          if (done) {
            runner.steps(migration.id()).finish(step);
          } else {
            runner.session().execute(runner.steps(migration.id()).undone(step));
          }
          runner
              .migrations()
              .note(migration.id(), "settled", step + (done ? " done" : " not done"));
          return changed(runner, migration, "step %s is settled".formatted(step));
        });
  }

  /// Stops what runs at the next safe point; from any thread.
  public void interrupt() {
    interruption.request();
  }

  private MigrationStatus start(Runner runner, Plan plan) throws SQLException {
    Optional<MigrationRow> active = runner.migrations().active();
    if (active.isPresent()) {
      MigrationRow migration = active.get();
      Refusals.otherPlan(migration, plan);
      return switch (migration.state()) {
        case STARTING -> started(runner, migration);
        case STARTED, COMPLETING, COMPLETED, CONTRACTING ->
            unchanged(runner, migration, "it was started before and is " + text(migration));
        case REOPENING, ROLLING_BACK -> throw Refusals.underWay(migration, "start");
        case CONTRACTED, ROLLED_BACK -> throw new IllegalStateException("not an active state");
      };
    }
    Optional<MigrationRow> earlier = runner.migrations().named(plan.name());
    if (earlier.isPresent() && earlier.get().state() == MigrationState.CONTRACTED) {
      Refusals.nameTaken(earlier.get(), plan);
      return unchanged(runner, earlier.get(), "it is already contracted");
    }
    Refusals.otherServer(plan, runner.session().server());
    new ServerCheck().check(runner.session().connection(), locked(plan));
    long id =
        runner
            .session()
            .transaction(
                () -> {
                  runner.ownership().check();
                  long fresh = runner.migrations().insert(plan, settings.soak());
                  runner.migrations().note(fresh, "starting", "");
                  return fresh;
                });
    return started(runner, runner.migrations().byId(id));
  }

  private static Set<QualifiedName> locked(Plan plan) {
    return plan.steps().stream()
        .flatMap(step -> step.head().locks().stream())
        .filter(lock -> lock.level().needsBudget())
        .map(LockUse::object)
        .collect(Collectors.toSet());
  }

  private MigrationStatus started(Runner runner, MigrationRow migration) throws SQLException {
    runner.surviving("theseus.shed", () -> Shedding.refuse(runner.session(), migration));
    passage(runner, migration)
        .forward(Phase.Verb.START, MigrationState.STARTING, MigrationState.STARTED);
    return changed(runner, migration, "it is started: old and new version both work");
  }

  private MigrationStatus completed(Runner runner, MigrationRow migration) throws SQLException {
    passage(runner, migration)
        .forward(Phase.Verb.COMPLETE, MigrationState.COMPLETING, MigrationState.COMPLETED);
    return changed(runner, migration, "it is completed: the old version is retired");
  }

  private MigrationStatus contracted(Runner runner, MigrationRow migration) throws SQLException {
    passage(runner, migration)
        .forward(Phase.Verb.CONTRACT, MigrationState.CONTRACTING, MigrationState.CONTRACTED);
    return changed(runner, migration, "it is contracted: nothing of the old version is left");
  }

  private MigrationStatus rolledBack(Runner runner, MigrationRow migration) throws SQLException {
    passage(runner, migration)
        .back(Phase.Verb.START, MigrationState.ROLLING_BACK, MigrationState.ROLLED_BACK);
    return changed(runner, migration, "it is rolled back: only the old version is left");
  }

  private MigrationStatus reopened(Runner runner, MigrationRow migration) throws SQLException {
    passage(runner, migration)
        .back(Phase.Verb.COMPLETE, MigrationState.REOPENING, MigrationState.STARTED);
    return changed(runner, migration, "the old version is back: old and new version both work");
  }

  private Passage passage(Runner runner, MigrationRow migration) {
    return new Passage(runner, migration.id(), rows, seam);
  }

  private static MigrationRow latest(Runner runner) throws SQLException {
    return runner.migrations().latest().orElseThrow(Refusals::noMigration);
  }

  private static MigrationStatus changed(Runner runner, MigrationRow migration, String what) {
    return status(runner, migration).after(true, sentence(migration, what));
  }

  private static MigrationStatus unchanged(Runner runner, MigrationRow migration, String what) {
    return status(runner, migration).after(false, sentence(migration, what));
  }

  /// What was done is done: losing the connection now must not look like a failure.
  private static MigrationStatus status(Runner runner, MigrationRow migration) {
    AtomicReference<@Nullable MigrationStatus> read = new AtomicReference<>();
    runner.surviving(
        "schema theseus",
        () ->
            read.set(
                StatusReader.read(runner.session(), runner.migrations().byId(migration.id()))));
    return Objects.requireNonNull(read.get());
  }

  private static String sentence(MigrationRow migration, String what) {
    return "migration %s: %s".formatted(migration.name(), what);
  }

  private static String text(MigrationRow migration) {
    return migration.state().text();
  }

  /// @param first what is done before the right to act is asked for
  private MigrationStatus owning(Runner.Repeatable first, Command command) {
    interruption.begin();
    try {
      return new Reconnecting(settings, interruption)
          .run(
              () -> {
                first.run();
                try (Runner runner = Runner.open(settings, interruption)) {
                  return command.run(runner);
                }
              });
    } finally {
      interruption.end();
    }
  }

  /// Ends whoever works on a migration whose sync is about to be shed.
  private void takeOver() throws SQLException {
    refuseWithoutState();
    try (Session session = Session.open(settings.dataSource())) {
      Optional<MigrationRow> migration = new Migrations(session).latest();
      if (migration.isPresent() && Shedding.due(session, migration.get())) {
        Ownership.evict(session)
            .ifPresent(
                ended ->
                    settings
                        .listener()
                        .on(
                            new MigrationEvent.Warning(
                                migration.get().name(), ended.text() + " was stopped")));
      }
    }
  }

  private void refuseWithoutState() throws SQLException {
    try (Session session = Session.open(settings.dataSource())) {
      if (!StateSchema.exists(session)) {
        throw new StateConflict(
            Problem.of(
                ProblemCode.NO_ACTIVE_MIGRATION,
                "no migration was ever started in this database",
                "run `theseus start` with a migration"));
      }
    }
  }
}
