package dev.theseus.internal.engine;

import dev.theseus.error.LockNotAcquired;
import dev.theseus.error.Problem;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.engine.SyncTriggers.Trigger;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.internal.state.Sheds;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Step;
import dev.theseus.plan.Version;
import dev.theseus.sql.Sql;
import dev.theseus.status.MigrationState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the sync triggers of a migration from firing in an emergency, and lets them fire again.
///
/// As long as nothing of the new version is published, the old columns alone say what is true, and
/// what the triggers fill can be filled anew. Both ways are one transaction, together with their
/// record.
final class Shedding {
  private static final String SHED = "shed";
  private static final String RESTORE = "shed --restore";

  private final Runner runner;
  private final MigrationRow migration;
  private final Seam seam;

  Shedding(Runner runner, MigrationRow migration, Seam seam) {
    this.runner = runner;
    this.migration = migration;
    this.seam = seam;
  }

  /// Whether there is a trigger that may be kept from firing and is not yet.
  ///
  /// @throws dev.theseus.error.StateConflict `wrong-state` where it may not
  static boolean due(Session session, MigrationRow migration) throws SQLException {
    if (migration.state() != MigrationState.STARTING || published(session, migration)) {
      throw Refusals.notShed(migration, Optional.empty());
    }
    if (Sheds.open(session, migration.id()).isPresent()) {
      return false;
    }
    SyncTriggers triggers = new SyncTriggers(session, migration);
    if (triggers.all().isEmpty()) {
      return false;
    }
    Optional<String> obstacle = triggers.obstacle();
    if (obstacle.isPresent()) {
      throw Refusals.notShed(migration, obstacle);
    }
    return true;
  }

  /// What the catalog says: between the last step and the next state there is a moment.
  private static boolean published(Session session, MigrationRow migration) throws SQLException {
    Optional<Version> version = migration.plan().version();
    return version.isPresent()
        && session.flag(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?)",
            version.get().schema().name());
  }

  /// Refuses to go on while the triggers do not fire.
  static void refuse(Session session, MigrationRow migration) throws SQLException {
    var shed = Sheds.open(session, migration.id());
    if (shed.isPresent()) {
      throw Refusals.shed(migration, shed.get());
    }
  }

  /// @return whether anything was changed
  boolean shed(String reason) throws SQLException {
    if (!due(runner.session(), migration)) {
      return false;
    }
    List<Trigger> triggers = new SyncTriggers(runner.session(), migration).all();
    commit(SHED, triggers, Trigger::off, List.of(Sheds.begin(migration.id(), reason)), reason);
    runner.settings().listener().on(switched(triggers, false));
    return true;
  }

  /// Lets them fire, and forgets that rows were filled and verified.
  ///
  /// @return whether anything was changed
  boolean restore() throws SQLException {
    if (Sheds.open(runner.session(), migration.id()).isEmpty()) {
      return false;
    }
    SyncTriggers here = new SyncTriggers(runner.session(), migration);
    List<Trigger> triggers = here.all();
    List<Sql> records = new ArrayList<>();
    for (Step step : here.unproved(triggers)) {
      records.add(runner.steps(migration.id()).undone(step.id()));
    }
    records.add(Sheds.end(migration.id()));
    commit(RESTORE, triggers, Trigger::on, records, "");
    runner.settings().listener().on(switched(triggers, true));
    return true;
  }

  /// SHARE ROW EXCLUSIVE waits for every transaction that has written to a table: on either side of
  /// this one, each row was written with the trigger or without it.
  private void commit(
      String what,
      List<Trigger> triggers,
      Function<Trigger, Sql> change,
      List<Sql> records,
      String detail)
      throws SQLException {
    Session session = runner.session();
    List<LockUse> locks =
        triggers.stream()
            .map(one -> LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, one.table()))
            .toList();
    try {
      runner
          .ladder(runner.settings().lockBudget())
          .run(
              new LockRequest(migration.name(), what, locks),
              soFar -> {
                List<Sql> all = new ArrayList<>();
                triggers.stream().map(change).forEach(all::add);
                all.addAll(records);
                session.execute(all);
                runner.migrations().note(migration.id(), what, detail);
                seam.at(Seam.Point.BEFORE_COMMIT, what, session);
              });
    } catch (LockNotAcquired e) {
      Problem problem = e.problem();
      throw new LockNotAcquired(
          new Problem(
              problem.code(),
              problem.what(),
              "theseus " + what,
              "nothing was changed; end these transactions, or let `theseus %s --blockers terminate` end them, then run it again"
                  .formatted(what)),
          e);
    }
  }

  private MigrationEvent switched(List<Trigger> triggers, boolean on) {
    return new MigrationEvent.SyncSwitched(
        migration.name(), on, triggers.stream().map(Trigger::table).toList());
  }
}
