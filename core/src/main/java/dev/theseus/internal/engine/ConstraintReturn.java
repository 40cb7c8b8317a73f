package dev.theseus.internal.engine;

import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Puts a dropped constraint back, from whatever state: the catalog tells what is there.
final class ConstraintReturn {
  private final Runner runner;
  private final MigrationRow migration;
  private final Step step;

  ConstraintReturn(Runner runner, MigrationRow migration, Step step) {
    this.runner = runner;
    this.migration = migration;
    this.step = step;
  }

  void run(Undo.AddConstraint undo) throws SQLException {
    Undo.OnPartition whole =
        new Undo.OnPartition(undo.table(), undo.constraint(), undo.addNotValid());
    if (undo.breaking().isPresent()) {
      unlessBroken(whole, undo);
    } else if (undo.partitions().isEmpty()) {
      proved(whole, locks(undo));
    } else if (!exists(whole)) {
      byPartition(undo, whole);
    }
  }

  /// A CHECK that rows break would refuse every change of such a row, NOT VALID too.
  private void unlessBroken(Undo.OnPartition check, Undo.AddConstraint undo) throws SQLException {
    if (!exists(check)) {
      Session session = runner.session();
      session.execute(SearchPath.session(migration.plan().base()));
      Optional<String> rows = breaking(session, undo.breaking().orElseThrow());
      session.execute(SearchPath.reset());
      if (rows.isPresent()) {
        leftOff(check, "rows break it, " + rows.get());
        return;
      }
    }
    proved(check, locks(undo));
  }

  /// A value that the condition cannot be computed of breaks it too.
  private Optional<String> breaking(Session session, Sql query) throws SQLException {
    try {
      return new Violations(session, "undo of step " + step.id()).describe(query);
    } catch (SQLException e) {
      if (!SqlFailures.data(e)) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void leftOff(Undo.OnPartition check, String why) {
    warn(
        "check %s of %s is left off, so that these rows can be changed: %s; when they are, add it again: %s; %s"
            .formatted(
                check.constraint(),
                check.table(),
                why,
                check.addNotValid().text(),
                validate(check).text()));
  }

  private void byPartition(Undo.AddConstraint undo, Undo.OnPartition whole) throws SQLException {
    boolean all = true;
    for (Undo.OnPartition one : undo.partitions()) {
      all &= !stands(one.table()) || proved(one, locks(undo, one));
    }
    if (all) {
      add(whole, locks(undo));
    } else {
      warn(
          "constraint %s is back on the partitions of %s alone, on some NOT VALID: rows break it"
              .formatted(undo.constraint(), undo.table()));
    }
  }

  /// Whether no row breaks it.
  private boolean proved(Undo.OnPartition one, List<LockUse> locks) throws SQLException {
    if (!exists(one)) {
      add(one, locks);
    }
    try {
      runner.session().execute(validate(one));
      return true;
    } catch (SQLException e) {
      if (!SqlFailures.violation(e)) {
        throw e;
      }
      refuted(one, locks, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void refuted(Undo.OnPartition one, List<LockUse> locks, String why) throws SQLException {
    if (!isCheck(one)) {
      warn(
          "constraint %s of %s is back but NOT VALID: %s"
              .formatted(one.constraint(), one.table(), why));
      return;
    }
    Sql drop =
        Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT {constraint}",
            Map.of("table", one.table(), "constraint", one.constraint()));
    runner
        .ladder(runner.settings().lockBudget())
        .run(
            new LockRequest(migration.name(), step.id(), locks),
            soFar -> runner.session().execute(drop));
    leftOff(one, why);
  }

  private static Sql validate(Undo.OnPartition one) {
    return Sql.of(
        "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
        Map.of("table", one.table(), "constraint", one.constraint()));
  }

  private void add(Undo.OnPartition one, List<LockUse> locks) throws SQLException {
    List<Sql> statements = new ArrayList<>();
    statements.add(SearchPath.local(migration.plan().base()));
    statements.add(one.addNotValid());
    if (step.undo() instanceof Undo.AddConstraint whole && whole.table().equals(one.table())) {
      whole.comment().ifPresent(statements::add);
    }
    runner
        .ladder(runner.settings().lockBudget())
        .run(
            new LockRequest(migration.name(), step.id(), locks),
            soFar -> runner.session().execute(statements));
  }

  private List<LockUse> locks(Undo.AddConstraint undo) {
    return step.undoLocks().isEmpty()
        ? List.of(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, undo.table()))
        : step.undoLocks();
  }

  /// The partition and what is neither it nor one of the others: the table that is pointed at.
  private List<LockUse> locks(Undo.AddConstraint undo, Undo.OnPartition part) {
    return Stream.concat(
            Stream.of(part.table()),
            step.undoLocks().stream()
                .filter(one -> one.level() == LockLevel.ACCESS_EXCLUSIVE)
                .map(LockUse::object)
                .filter(one -> !one.equals(undo.table())))
        .distinct()
        .map(one -> LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, one))
        .toList();
  }

  private boolean stands(QualifiedName table) throws SQLException {
    return runner
        .session()
        .flag(
            """
            SELECT EXISTS (
              SELECT FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ?)
            """,
            table.schema().name(),
            table.name().name());
  }

  private boolean exists(Undo.OnPartition one) throws SQLException {
    return runner
        .session()
        .flag(
            """
            SELECT EXISTS (
              SELECT FROM pg_catalog.pg_constraint k
                JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND k.conname = ?)
            """,
            one.table().schema().name(),
            one.table().name().name(),
            one.constraint().name());
  }

  private boolean isCheck(Undo.OnPartition one) throws SQLException {
    return runner
        .session()
        .flag(
            """
            SELECT EXISTS (
              SELECT FROM pg_catalog.pg_constraint k
                JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND k.conname = ? AND k.contype = 'c')
            """,
            one.table().schema().name(),
            one.table().name().name(),
            one.constraint().name());
  }

  private void warn(String text) {
    runner.settings().listener().on(new MigrationEvent.Warning(migration.name(), text));
  }
}
