package dev.theseus.internal.engine;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.grammar.Grammar;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Step;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Runs `REINDEX … CONCURRENTLY`, which may be repeated: the indexes are the same before and after.
/// What a broken one leaves, invalid indexes whose names end in `_ccnew` or `_ccold`, is dropped.
final class Reindexing {
  private static final int DEADLOCKS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Runner runner;
  private final MigrationRow migration;
  private final Step.Standalone step;

  Reindexing(Runner runner, MigrationRow migration, Step.Standalone step) {
    this.runner = runner;
    this.migration = migration;
    this.step = step;
  }

  /// Whether the step is one.
  static boolean is(Step.Standalone step) {
    return step.repeatable()
        && Grammar.statement(step.statement().text()).tree().kind().equals("ReindexStmt");
  }

  void run() throws SQLException {
    dropLeftovers();
    for (int tries = 1; ; tries++) {
      try {
        new WatchedStatement(runner, migration.name(), step.id()).run(step.statement());
        return;
      } catch (SQLException e) {
        if (SqlFailures.connectionLost(e) || SqlFailures.cancelled(e)) {
          throw e;
        }
        tidyAfter(e);
        if (SqlFailures.uniqueViolation(e)) {
          throw duplicates(e);
        }
        if (!SqlFailures.lockConflict(e) || tries > DEADLOCKS) {
          throw e;
        }
        tell(Deadlocks.told(e, "`" + step.statement().text().strip() + "`", tries, DEADLOCKS));
        runner.interruption().sleep(Deadlocks.pause(runner.settings().time(), PAUSE, tries));
      }
    }
  }

  private void tidyAfter(SQLException failure) {
    try {
      dropLeftovers();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /// Drops what an earlier try has left on the tables of the step.
  void dropLeftovers() throws SQLException {
    for (QualifiedName index : leftovers()) {
      new IndexBuild(runner, migration, step.id(), "step " + step.id()).drop(index);
      tell("index %s, which a broken REINDEX left, was dropped".formatted(index));
    }
  }

  /// An index that the step names stands for its table. Those of TOAST tables can be dropped only
  /// by who may use their schema.
  private List<QualifiedName> leftovers() throws SQLException {
    Session session = runner.session();
    String[] objects =
        step.head().locks().stream()
            .map(LockUse::object)
            .map(QualifiedName::quoted)
            .toArray(String[]::new);
    return session.query(
        """
        WITH named AS (
          SELECT to_regclass(name) AS oid FROM unnest(?) AS name),
        tables AS (
          SELECT t.oid, t.reltoastrelid
          FROM named n LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = n.oid
            JOIN pg_catalog.pg_class t ON t.oid = coalesce(x.indrelid, n.oid))
        SELECT s.nspname AS schema, i.relname AS name
        FROM pg_catalog.pg_index x
          JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
          JOIN pg_catalog.pg_namespace s ON s.oid = i.relnamespace
        WHERE x.indrelid IN (SELECT oid FROM tables UNION SELECT reltoastrelid FROM tables)
          AND NOT x.indisvalid AND pg_catalog.has_schema_privilege(s.oid, 'USAGE')
          AND i.relname ~ '_cc(new|old)[0-9]*$'
        ORDER BY i.relname
        """,
        row -> QualifiedName.of(row.getString("schema"), row.getString("name")),
        (Object) objects);
  }

  private DatabaseFailure duplicates(SQLException failure) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.VALIDATION_FAILED,
            "a unique index cannot be built anew, the table has duplicates: %s"
                .formatted(SqlFailures.detail(failure)),
            "step " + step.id(),
            "remove the duplicates (the index that stands missed them) and run `theseus resume`, or"
                + " `theseus rollback`"),
        failure);
  }

  private void tell(String text) {
    runner.settings().listener().on(new MigrationEvent.Waiting(migration.name(), step.id(), text));
  }
}
