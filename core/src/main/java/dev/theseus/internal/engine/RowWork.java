package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.Step;
import java.sql.SQLException;
import java.util.List;

/// Fills, changes and verifies rows, on the runner's connection.
interface RowWork {
  void backfill(Runner runner, MigrationRow migration, Step.Backfill step) throws SQLException;

  void change(Runner runner, MigrationRow migration, Step.ChangeRows step) throws SQLException;

  /// Refuses when rows that were passed over have no value for the new version.
  void refuseHoles(Runner runner, MigrationRow migration);

  /// What stands against giving the old version's columns up: rows whose two sides differ.
  List<Problem> compare(Runner runner, MigrationRow migration) throws SQLException;

  /// Rows without a value for the new version that came with tables attached after the backfill.
  List<String> late(Runner runner, MigrationRow migration);

  void verify(Runner runner, MigrationRow migration, Step.Verify step) throws SQLException;
}
