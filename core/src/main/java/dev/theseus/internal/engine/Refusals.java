package dev.theseus.internal.engine;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.Plan;
import dev.theseus.plan.PlanCodec;
import dev.theseus.status.MigrationStatus;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Why a command is refused in a state, and what to do instead.
final class Refusals {
  private Refusals() {}

  static StateConflict noMigration() {
    return conflict(
        ProblemCode.NO_ACTIVE_MIGRATION,
        "no migration is active",
        "run `theseus start` with a migration");
  }

  static StateConflict underWay(MigrationRow migration, String command) {
    return conflict(
        ProblemCode.WRONG_STATE,
        "migration %s is %s; it cannot %s now"
            .formatted(migration.name(), migration.state().text(), command),
        "run `theseus resume` to finish that first");
  }

  static StateConflict notCompleted(MigrationRow migration) {
    return conflict(
        ProblemCode.WRONG_STATE,
        "migration %s is started, its old version still works".formatted(migration.name()),
        "run `theseus complete` first");
  }

  static StateConflict onlyBackup(MigrationRow migration) {
    return conflict(
        ProblemCode.WRONG_STATE,
        "migration %s is %s; what the old version needed is gone"
            .formatted(migration.name(), migration.state().text()),
        "restore from the backup taken before contract, or migrate forward again");
  }

  /// @param obstacle what keeps the sync triggers where they are although nothing is published
  static StateConflict notShed(MigrationRow migration, Optional<String> obstacle) {
    if (obstacle.isPresent()) {
      return conflict(
          ProblemCode.WRONG_STATE,
          "sync of migration %s cannot be shed: %s".formatted(migration.name(), obstacle.get()),
          "run `theseus rollback`, which ends sync and keeps everything written, or `theseus"
              + " resume`");
    }
    return switch (migration.state()) {
      case STARTING, STARTED, COMPLETING, REOPENING ->
          conflict(
              ProblemCode.WRONG_STATE,
              "sync of migration %s cannot be shed: both versions may write, and without it nobody could tell afterwards which of them wrote a row last"
                  .formatted(migration.name()),
              "end the sessions of the new version and run `theseus rollback` until it is rolled"
                  + " back: the old version keeps everything written; or end those of the old one,"
                  + " then `theseus complete` and `theseus contract`");
      case COMPLETED, CONTRACTING ->
          conflict(
              ProblemCode.WRONG_STATE,
              "sync of migration %s cannot be shed: a write of the new version could fail at what stands on the old columns"
                  .formatted(migration.name()),
              "run `theseus contract`, which ends sync with the old columns, or `theseus"
                  + " rollback`");
      case ROLLING_BACK ->
          conflict(
              ProblemCode.WRONG_STATE,
              "migration %s is rolling back, which ends sync".formatted(migration.name()),
              "run `theseus resume` to finish that");
      case CONTRACTED, ROLLED_BACK -> noMigration();
    };
  }

  static StateConflict shed(MigrationRow migration, MigrationStatus.Shed shed) {
    return conflict(
        ProblemCode.WRONG_STATE,
        "sync of migration %s is shed since %s by %s%s; nothing goes on, as rows written since are not in the new columns"
            .formatted(
                migration.name(),
                shed.since().truncatedTo(ChronoUnit.SECONDS),
                shed.by(),
                shed.reason().isEmpty() ? "" : " (" + shed.reason() + ")"),
        "run `theseus shed --restore`, then `theseus resume`; or `theseus rollback`");
  }

  /// Refuses unless this is the active migration itself.
  static void otherPlan(MigrationRow active, Plan plan) {
    if (!active.name().equals(plan.name())) {
      throw conflict(
          ProblemCode.MIGRATION_ACTIVE,
          "migration %s is %s, so %s cannot start"
              .formatted(active.name(), active.state().text(), plan.name()),
          "bring it to its end with `theseus complete` and `theseus contract`, or take it back with"
              + " `theseus rollback`");
    }
    if (!active.hash().equals(PlanCodec.hash(plan))) {
      throw conflict(
          ProblemCode.MIGRATION_ACTIVE,
          "migration %s is %s with another plan than this one"
              .formatted(active.name(), active.state().text()),
          "run `theseus resume` to go on with the plan it was started with, or `theseus rollback`"
              + " before starting the changed one");
    }
  }

  static void nameTaken(MigrationRow contracted, Plan plan) {
    if (!contracted.hash().equals(PlanCodec.hash(plan))) {
      throw conflict(
          ProblemCode.WRONG_STATE,
          "a migration called %s was contracted before, with another plan".formatted(plan.name()),
          "give this one another name");
    }
  }

  static void otherServer(Plan plan, ServerVersion server) {
    if (plan.server().major() != server.major()) {
      throw conflict(
          ProblemCode.CATALOG_CHANGED,
          "the plan was made for PostgreSQL %d, the server is PostgreSQL %d"
              .formatted(plan.server().major(), server.major()),
          "plan anew against this server");
    }
  }

  /// The server that is connected now knows nothing of a migration that was recorded.
  static StateConflict forgotten(long migration) {
    return conflict(
        ProblemCode.WRONG_STATE,
        "the server that is connected now has no record of migration number %d: it does not hold what was written last, as a standby that was promoted too early"
            .formatted(migration),
        "run `theseus status`, then begin again from what it says");
  }

  private static StateConflict conflict(ProblemCode code, String what, String fix) {
    return new StateConflict(Problem.of(code, what, fix));
  }
}
