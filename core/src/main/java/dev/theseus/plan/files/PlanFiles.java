package dev.theseus.plan.files;

import dev.theseus.error.InvalidMigration;
import dev.theseus.plan.Plan;
import java.util.List;

/// Turns a plan into the files of a runner. Pure: the same plan gives the same files.
public final class PlanFiles {
  private PlanFiles() {}

  /// The files in the order in which they run, each followed by its settings and its way back.
  ///
  /// Every step is a file (Liquibase: a changeset) of its own, so that no lock is held longer than
  /// its step needs it. A file that takes a lock others wait behind sets `lock_timeout`; a backfill
  /// commits in block ranges.
  ///
  /// @throws InvalidMigration `invalid-file` if the style numbers its files and the plan's name has
  ///   no version to go on from
  public static List<PlanFile> of(Plan plan, FileStyle style) {
    List<Piece> pieces = Pieces.of(plan);
    return switch (style) {
      case FLYWAY -> FlywayFiles.of(plan, pieces);
      case LIQUIBASE -> LiquibaseFiles.of(plan, pieces);
      case UPDOWN -> UpDownFiles.of(plan, pieces);
      case SQL -> PlainFiles.of(plan, pieces);
    };
  }
}
