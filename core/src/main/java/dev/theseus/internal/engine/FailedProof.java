package dev.theseus.internal.engine;

import dev.theseus.error.MigrationException;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.StepRecord;
import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.util.Optional;

/// Takes away a constraint that the rows break: NOT VALID, it would go on to refuse every change of
/// such a row. What made it is forgotten, so that `resume` adds it anew.
final class FailedProof {
  private final Runner runner;
  private final MigrationRow migration;
  private final Seam seam;

  FailedProof(Runner runner, MigrationRow migration, Seam seam) {
    this.runner = runner;
    this.migration = migration;
    this.seam = seam;
  }

  /// @param why gets what else went wrong
  void withdraw(Step.ValidateConstraint failed, SQLException why) throws SQLException {
    try {
      for (Step step : migration.plan().steps().reversed()) {
        Optional<StepRecord> known =
            precedes(step, failed)
                ? runner.steps(migration.id()).find(step.id())
                : Optional.empty();
        if (known.isPresent()) {
          takeBack(step, known.get());
        }
      }
    } catch (MigrationException e) {
      why.addSuppressed(e);
      tell(
          new MigrationEvent.Warning(
              migration.name(),
              "constraint %s of %s stands and refuses changes of rows that break it: %s"
                  .formatted(failed.constraint(), failed.table(), e.getMessage())));
    }
  }

  private void takeBack(Step step, StepRecord known) throws SQLException {
    Time time = runner.settings().time();
    long began = time.nanos();
    new StepUndo(runner, migration, seam).run(step, known);
    tell(new MigrationEvent.StepUndone(migration.name(), step.id(), time.since(began)));
  }

  private static boolean precedes(Step step, Step.ValidateConstraint failed) {
    return step.id().equals(failed.addedBy())
        || (step instanceof Step.FindViolations search
            && search.table().equals(failed.table())
            && search.constraint().equals(failed.constraint()));
  }

  private void tell(MigrationEvent event) {
    runner.settings().listener().on(event);
  }
}
