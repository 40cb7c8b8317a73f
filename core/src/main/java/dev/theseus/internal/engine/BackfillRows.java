package dev.theseus.internal.engine;

import dev.theseus.internal.backfill.BackfillContext;
import dev.theseus.internal.backfill.Backfiller;
import dev.theseus.internal.backfill.DataChanger;
import dev.theseus.internal.backfill.SkippedRows;
import dev.theseus.internal.backfill.Verifier;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Step;
import dev.theseus.policy.SkipPolicy;
import java.sql.SQLException;
import java.util.List;

/// Fills and verifies rows in block-range chunks, and changes them in batches of keys.
final class BackfillRows implements RowWork {
  private final Pacing pacing;
  private final SkipPolicy skips;

  BackfillRows(Pacing pacing) {
    this(pacing, SkipPolicy.none());
  }

  BackfillRows(Pacing pacing, SkipPolicy skips) {
    this.pacing = pacing;
    this.skips = skips;
  }

  @Override
  public void backfill(Runner runner, MigrationRow migration, Step.Backfill step) {
    new Backfiller(context(runner, migration)).run(step);
  }

  @Override
  public void change(Runner runner, MigrationRow migration, Step.ChangeRows step) {
    new DataChanger(context(runner, migration)).run(step);
  }

  @Override
  public void refuseHoles(Runner runner, MigrationRow migration) {
    List<Step.Backfill> fills =
        migration.plan().steps().stream()
            .filter(Step.Backfill.class::isInstance)
            .map(Step.Backfill.class::cast)
            .toList();
    new SkippedRows(context(runner, migration)).refuseHoles(fills);
  }

  @Override
  public void verify(Runner runner, MigrationRow migration, Step.Verify step) {
    new Verifier(context(runner, migration)).run(step);
  }

  private BackfillContext context(Runner runner, MigrationRow migration) {
    return new BackfillContext(
        runner.session().connection(),
        migration.id(),
        migration.name(),
        () -> fence(runner),
        pacing,
        runner.settings().time(),
        runner.settings().listener(),
        runner.interruption()::requested,
        skips);
  }

  private static void fence(Runner runner) {
    try {
      runner.ownership().check();
    } catch (SQLException e) {
      throw SqlFailures.of(e, "ownership");
    }
  }
}
