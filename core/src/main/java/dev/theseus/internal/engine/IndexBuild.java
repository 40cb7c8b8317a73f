package dev.theseus.internal.engine;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.DuplicateQuery;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds and drops indexes without a transaction; the catalog tells what has happened.
///
/// **Locks** SHARE UPDATE EXCLUSIVE on the table, without `lock_timeout`: nobody who reads or
/// writes waits behind it.
final class IndexBuild {
  private static final int DEADLOCKS = 5;

  private record Found(boolean valid, QualifiedName table) {}

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Runner runner;
  private final Session session;
  private final String migration;
  private final String step;
  private final String place;

  /// @param place where a failure is said to have happened: the step or its undo
  IndexBuild(Runner runner, MigrationRow migration, String step, String place) {
    this.runner = runner;
    this.session = runner.session();
    this.migration = migration.name();
    this.step = step;
    this.place = place;
  }

  /// Whether the index exists and can be used.
  boolean valid(QualifiedName index) throws SQLException {
    return find(index).map(Found::valid).orElse(false);
  }

  /// Leaves a valid index, whatever an earlier try has left.
  void create(QualifiedName table, QualifiedName index, Sql create) throws SQLException {
    for (int deadlocks = 0; ; deadlocks++) {
      Optional<Found> found = find(index);
      if (found.isPresent() && !found.get().table().equals(table)) {
        throw taken(index, found.get().table());
      }
      if (found.isPresent() && found.get().valid()) {
        return;
      }
      if (found.isPresent()) {
        drop(index);
      }
      try {
        watched(create);
        return;
      } catch (SQLException e) {
        if (!SqlFailures.lockConflict(e) || deadlocks >= DEADLOCKS) {
          throw cleanedUp(table, index, create, e);
        }
        againAfter(e, "the build of index " + index, deadlocks + 1);
      }
    }
  }

  /// Drops the index if it exists.
  void drop(QualifiedName index) throws SQLException {
    Sql drop = Sql.of("DROP INDEX CONCURRENTLY IF EXISTS {index}", Map.of("index", index));
    for (int deadlocks = 0; ; deadlocks++) {
      try {
        watched(drop);
        return;
      } catch (SQLException e) {
        if (!SqlFailures.lockConflict(e) || deadlocks >= DEADLOCKS) {
          throw e;
        }
        againAfter(e, "the drop of index " + index, deadlocks + 1);
      }
    }
  }

  private void watched(Sql statement) throws SQLException {
    new WatchedStatement(runner, migration, step).run(statement);
  }

  private void againAfter(SQLException deadlock, String what, int tries) {
    runner
        .settings()
        .listener()
        .on(
            new MigrationEvent.Waiting(
                migration, step, Deadlocks.told(deadlock, what, tries, DEADLOCKS)));
    runner.interruption().sleep(Deadlocks.pause(runner.settings().time(), PAUSE, tries));
  }

  /// An invalid index is kept up to date by every write, so it does not stay when the build failed
  /// for good.
  private SQLException cleanedUp(
      QualifiedName table, QualifiedName index, Sql create, SQLException failure) {
    if (SqlFailures.connectionLost(failure) || SqlFailures.cancelled(failure)) {
      return failure;
    }
    try {
      Optional<Found> left = find(index);
      if (left.isPresent() && !left.get().valid() && left.get().table().equals(table)) {
        drop(index);
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    if (SqlFailures.uniqueViolation(failure)) {
      throw new DatabaseFailure(
          new Problem(
              ProblemCode.VALIDATION_FAILED,
              "unique index %s cannot be built, %s has duplicates: %s"
                  .formatted(index, table, duplicates(table, create, failure)),
              place,
              "remove the duplicates and run `theseus resume`, or `theseus rollback`"),
          failure);
    }
    return failure;
  }

  /// All of them, where they can be found: the server names one.
  private String duplicates(QualifiedName table, Sql create, SQLException failure) {
    String detail = SqlFailures.detail(failure);
    try {
      Sql query = DuplicateQuery.of(create.text()).query(table, List.of(), false);
      return new Duplicates(session, place)
          .describe(table, query)
          .map(found -> detail + " " + found)
          .orElse(detail);
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return detail;
    }
  }

  private DatabaseFailure taken(QualifiedName index, QualifiedName owner) {
    return new DatabaseFailure(
        new Problem(
            ProblemCode.CATALOG_CHANGED,
            "index %s exists already, on %s".formatted(index, owner),
            place,
            "rename one of them, run `theseus rollback`, then plan anew"));
  }

  private Optional<Found> find(QualifiedName index) throws SQLException {
    return session.first(
        """
        SELECT x.indisvalid AND x.indisready AS valid, tn.nspname AS schema, t.relname AS name
        FROM pg_catalog.pg_index x
          JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
          JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
          JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
        WHERE n.nspname = ? AND i.relname = ?
        """,
        row ->
            new Found(
                row.getBoolean("valid"),
                QualifiedName.of(row.getString("schema"), row.getString("name"))),
        index.schema().name(),
        index.name().name());
  }
}
