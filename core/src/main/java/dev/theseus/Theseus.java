package dev.theseus;

import dev.theseus.catalog.Catalog;
import dev.theseus.internal.engine.Engine;
import dev.theseus.internal.engine.EngineSettings;
import dev.theseus.internal.engine.Observer;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.sql.Identifier;
import dev.theseus.status.Diagnosis;
import dev.theseus.status.HistoryEntry;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.SkippedRow;
import dev.theseus.throttle.Limits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// Carries migrations through one database, step by step, while applications use it.
///
/// Every command may be repeated: it goes on where an earlier one was interrupted and does nothing,
/// and says so, when nothing is left to do. All commands throw
/// [dev.theseus.error.MigrationException] and nothing else that is checked or expected.
/// Thread-safe: of two commands at once, here or on two machines, the second is refused with
/// `another-runner`.
public final class Theseus {
  private final Engine engine;
  private final Observer observer;

  Theseus(EngineSettings settings, Engine engine) {
    this.engine = engine;
    this.observer = new Observer(settings.dataSource());
  }

  /// @param dataSource gives connections to the primary, as the owner of the tables; session pools
  ///   work, transaction pools do not
  public static TheseusBuilder builder(DataSource dataSource) {
    return new TheseusBuilder(dataSource);
  }

  /// Carries out phases 1 to 4 of the plan; afterwards old and new version both work.
  ///
  /// **Locks** what the steps declare, under the lock budget. **Reversible** by [#rollback()].
  /// **Fails with** `migration-active`, `another-runner`, `lock-not-acquired`, `validation-failed`,
  /// `conversion-failed`, `unverified-rows`, `catalog-changed`, `connection-lost`, `interrupted`,
  /// `outcome-unknown`; what was done stays and [#resume()] goes on.
  public MigrationStatus start(Plan plan) {
    return engine.start(plan);
  }

  /// Goes on with whatever command was interrupted.
  public MigrationStatus resume() {
    return engine.resume();
  }

  /// Carries out phase 5: the old version is retired. **Reversible** by [#rollback()]. **Refused
  /// with** `unverified-rows` while a row that was passed over has no value for the new version.
  public MigrationStatus complete() {
    return engine.complete();
  }

  /// Compares the old and the new columns of every row while both versions can be had, between
  /// start and contract, and notes in the history what it found. Changes nothing.
  ///
  /// **Locks** ACCESS SHARE, for one short statement's time. **Scans** the tables whose columns are
  /// kept in step, at the pace and under the throttle of a backfill. **Fails with**
  /// `unverified-rows` where the two sides of a row do not stand for the same, `wrong-state`,
  /// `no-active-migration`, `interrupted`.
  public MigrationStatus verify() {
    return engine.verify();
  }

  /// Carries out phase 6 with the recorded soak; see [#contract(ContractOptions)].
  public MigrationStatus contract() {
    return engine.contract(ContractOptions.defaults());
  }

  /// Carries out phase 6: what only the old version needed is dropped. Rows are compared before, as
  /// [#verify()] does.
  ///
  /// **Not reversible.** **Refused with** `soak-not-over`, `unverified-rows`, and whatever the
  /// gates say, all at once.
  public MigrationStatus contract(ContractOptions options) {
    return engine.contract(options);
  }

  /// Takes the last command back: after complete to where both versions work, otherwise to before
  /// the start. **Refused with** `wrong-state` once contract has begun.
  public MigrationStatus rollback() {
    return engine.rollback();
  }

  /// Keeps the sync triggers from firing until [#restoreSync()], so that writes cost the
  /// application nothing of the migration. For an emergency before the new version is published:
  /// the old columns say what is true, and what the triggers fill is filled anew later. Another
  /// process that works on the migration is stopped, and nothing goes on meanwhile.
  ///
  /// **Locks** SHARE ROW EXCLUSIVE on each table kept in step, for a moment and under the lock
  /// budget. **Reversible** by [#restoreSync()]; [#rollback()] works, too. **Fails with**
  /// `wrong-state` when the new version is published, or where a constraint stands on a new column;
  /// `lock-not-acquired`, `another-runner`, `no-active-migration`, `connection-lost`.
  ///
  /// @param reason shown by [#status()] and [#history()]; may be empty
  public MigrationStatus shed(String reason) {
    return engine.shed(reason);
  }

  /// Lets the sync triggers fire again. Nothing that was written meanwhile is lost: [#resume()]
  /// looks at every row again, fills those that are stale, verifies all and goes on.
  ///
  /// **Locks** as [#shed(String)]. Does nothing when sync is not shed. **Fails with**
  /// `lock-not-acquired`, `another-runner`, `no-active-migration`, `connection-lost`.
  public MigrationStatus restoreSync() {
    return engine.restore();
  }

  /// Says what is true of a step whose outcome is unknown, after a look at the database.
  ///
  /// @param step its id, as the error named it
  /// @param done whether its statement took effect
  public MigrationStatus settle(String step, boolean done) {
    return engine.settle(step, done);
  }

  /// The active migration or, when there is none, the last one; empty in a fresh database.
  public Optional<MigrationStatus> status() {
    return observer.status();
  }

  /// The plan of the migration that [#status()] is about, as it was started.
  public Optional<Plan> plan() {
    return observer.plan();
  }

  /// The rows that the backfills of the migration that [#status()] is about passed over, in the
  /// order in which they were met; also those that are mended or gone by now.
  public List<SkippedRow> skippedRows() {
    return observer.skippedRows();
  }

  /// Everything that was done in this database, oldest first.
  public List<HistoryEntry> history() {
    return observer.history();
  }

  /// Makes the backfill stand still, here or in another process, until [#unpause()].
  public void pause() {
    observer.pause(true);
  }

  public void unpause() {
    observer.pause(false);
  }

  /// Limits the backfill, here or in another process.
  ///
  /// @param rowsPerSecond 1 or more; empty lifts the limit
  public void maxRate(OptionalLong rowsPerSecond) {
    observer.maxRate(rowsPerSecond);
  }

  /// How far the throttle lets each signal go; [#status()] has what they say.
  public Limits limits() {
    return observer.limits();
  }

  /// Changes the throttle's limits, here or in another process, which follows within a second. They
  /// stay until they are changed again.
  ///
  /// @return whether they are others now
  public boolean limits(UnaryOperator<Limits> change) {
    return observer.limits(change);
  }

  /// What would disturb a migration and what one has left behind, each with what to do. Reads only.
  public List<Diagnosis> doctor() {
    return observer.doctor();
  }

  /// What these schemas hold, to plan from.
  public Catalog catalog(Set<Identifier> schemas) {
    return observer.catalog(schemas);
  }

  /// Stops the command that runs: the statement is cancelled, everything done is recorded, and the
  /// command fails with `interrupted`. From any thread; without effect when nothing runs.
  public void interrupt() {
    engine.interrupt();
  }
}
