package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.internal.backfill.BackfillContext;
import dev.theseus.internal.backfill.Backfiller;
import dev.theseus.internal.backfill.Comparer;
import dev.theseus.internal.backfill.DataChanger;
import dev.theseus.internal.backfill.LateRows;
import dev.theseus.internal.backfill.SkippedRows;
import dev.theseus.internal.backfill.Verifier;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.state.Controls;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.throttle.Sampler;
import dev.theseus.internal.throttle.Throttle;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Step;
import dev.theseus.policy.SkipPolicy;
import dev.theseus.sql.QualifiedName;
import dev.theseus.throttle.Limits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Fills and verifies rows in block-range chunks, and changes them in batches of keys; watches
/// meanwhile what else the server has to do.
final class BackfillRows implements RowWork {
  private final Pacing pacing;
  private final SkipPolicy skips;
  private final UnaryOperator<Limits> limits;
  private final AtomicBoolean limited = new AtomicBoolean();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  BackfillRows(Pacing pacing) {
    this(pacing, SkipPolicy.none(), UnaryOperator.identity());
  }

  /// @param limits what is changed in the recorded limits before the first rows
  BackfillRows(Pacing pacing, SkipPolicy skips, UnaryOperator<Limits> limits) {
    this.pacing = pacing;
    this.skips = skips;
    this.limits = limits;
  }

  @Override
  public void backfill(Runner runner, MigrationRow migration, Step.Backfill step)
      throws SQLException {
    watched(
        runner,
        subject(runner, step.table(), step),
        throttle -> new Backfiller(context(runner, migration, throttle)).run(step));
  }

  @Override
  public void change(Runner runner, MigrationRow migration, Step.ChangeRows step)
      throws SQLException {
    watched(
        runner,
        subject(runner, step.target(), step),
        throttle -> new DataChanger(context(runner, migration, throttle)).run(step));
  }

  @Override
  public void refuseHoles(Runner runner, MigrationRow migration) {
    List<Step.Backfill> fills =
        migration.plan().steps().stream()
            .filter(Step.Backfill.class::isInstance)
            .map(Step.Backfill.class::cast)
            .toList();
    new SkippedRows(context(runner, migration, Throttle.none())).refuseHoles(fills);
  }

  @Override
  public List<String> late(Runner runner, MigrationRow migration) {
    List<Step.Verify> steps =
        migration.plan().steps().stream()
            .filter(Step.Verify.class::isInstance)
            .map(Step.Verify.class::cast)
            .toList();
    return new LateRows(context(runner, migration, Throttle.none())).find(steps);
  }

  @Override
  public void verify(Runner runner, MigrationRow migration, Step.Verify step) throws SQLException {
    watched(
        runner,
        subject(runner, step.table(), step),
        throttle -> new Verifier(context(runner, migration, throttle)).run(step));
  }

  @Override
  public List<Problem> compare(Runner runner, MigrationRow migration) throws SQLException {
    List<Problem> problems = new ArrayList<>();
    for (Step step : migration.plan().steps()) {
      if (step instanceof Step.Verify verify && !verify.agreements().isEmpty()) {
        watched(
            runner,
            subject(runner, verify.table(), verify),
            throttle ->
                new Comparer(context(runner, migration, throttle))
                    .run(verify)
                    .ifPresent(problems::add));
      }
    }
    return problems;
  }

  private void watched(Runner runner, Sampler.Subject subject, Consumer<Throttle> work)
      throws SQLException {
    if (!limited.get()) {
      Controls.change(runner.session(), limits);
      limited.set(true);
    }
    try (Sampler sampler =
        Sampler.start(
            runner.settings().dataSource(),
            subject,
            runner.settings().time(),
            Sampler.PATIENCE,
            warned)) {
      work.accept(sampler);
    }
  }

  private static Sampler.Subject subject(Runner runner, QualifiedName table, Step step) {
    return new Sampler.Subject(runner.session().pid(), table, step.id());
  }

  private BackfillContext context(Runner runner, MigrationRow migration, Throttle throttle) {
    return new BackfillContext(
        runner.session().connection(),
        migration.id(),
        migration.name(),
        () -> fence(runner),
        pacing,
        runner.settings().time(),
        runner.settings().listener(),
        runner.interruption()::requested,
        skips,
        throttle);
  }

  private static void fence(Runner runner) {
    try {
      runner.ownership().check();
    } catch (SQLException e) {
      throw SqlFailures.of(e, "ownership");
    }
  }
}
