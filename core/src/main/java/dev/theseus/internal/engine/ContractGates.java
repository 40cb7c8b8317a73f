package dev.theseus.internal.engine;

import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.internal.jdbc.Interruption;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.Version;
import dev.theseus.policy.ContractOptions;
import dev.theseus.policy.Gate;
import dev.theseus.status.MigrationStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What must hold before the point of no return.
final class ContractGates {
  private ContractGates() {}

  /// Rows are compared last, and only when nothing else stands against it: that takes a while.
  ///
  /// @throws UnsafeMigration with everything that stands against it
  static void check(Runner runner, MigrationRow migration, RowWork rows, ContractOptions options)
      throws SQLException {
    List<Problem> problems = new ArrayList<>();
    soak(runner, migration, options).ifPresent(problems::add);
    if (!options.acceptDivergence()) {
      divergence(runner, migration).ifPresent(problems::add);
      late(rows.late(runner, migration)).ifPresent(problems::add);
    }
    if (!options.acceptOldSessions()) {
      problems.addAll(oldSessions(runner, migration));
    }
    MigrationStatus status = StatusReader.read(runner.session(), migration);
    for (Gate gate : runner.settings().gates()) {
      problems.addAll(gate.check(status));
    }
    if (problems.isEmpty() && !options.acceptDivergence()) {
      problems.addAll(rows.compare(runner, migration));
    }
    if (!problems.isEmpty()) {
      UnsafeMigration refusal = new UnsafeMigration(problems);
      runner
          .migrations()
          .note(migration.id(), "contract refused", String.valueOf(refusal.getMessage()));
      throw refusal;
    }
  }

  /// Both moments come from the server's clock.
  private static Optional<Problem> soak(
      Runner runner, MigrationRow migration, ContractOptions options) throws SQLException {
    Instant completed = migration.times().completed().orElse(Instant.EPOCH);
    Duration soak = options.soak().orElse(migration.soak());
    long age =
        runner
            .session()
            .number(
                """
                SELECT CAST(extract(epoch FROM clock_timestamp() - completed_at) AS bigint)
                FROM theseus.migration WHERE id = ?
                """,
                migration.id());
    long left = soak.toSeconds() - age;
    if (left <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.of(
            ProblemCode.SOAK_NOT_OVER,
            "migration %s was completed at %s and soaks for %s, %s are left"
                .formatted(migration.name(), completed, text(soak), text(Duration.ofSeconds(left))),
            "wait, or run `theseus contract --skip-soak` if you are sure that nobody needs the old"
                + " version"));
  }

  private static Optional<Problem> divergence(Runner runner, MigrationRow migration)
      throws SQLException {
    long rows = new DivergentRows(runner.session(), migration).count();
    if (rows == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.of(
            ProblemCode.UNVERIFIED_ROWS,
            "%d rows hold an old value that the new version does not hold".formatted(rows),
            "see theseus.divergence where side = 'old', correct the rows, then delete the"
                + " entries"));
  }

  private static Optional<Problem> late(List<String> found) {
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                ProblemCode.UNVERIFIED_ROWS,
                "rows came with a table that was attached after the backfill, and the new version does not have their values (%s)"
                    .formatted(String.join("; ", found)),
                "detach it and insert its rows through the parent table, or run theseus rollback"
                    + " twice and start again, which fills them"));
  }

  private static List<Problem> oldSessions(Runner runner, MigrationRow migration)
      throws SQLException {
    Optional<Version> version = migration.plan().version();
    if (version.isEmpty()) {
      return List.of();
    }
    try {
      return new OldVersionSessions(runner.session(), runner.settings().time()).find(version.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Interruption.stopped();
    }
  }

  private static String text(Duration duration) {
    return "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
  }
}
