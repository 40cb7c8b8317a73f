package dev.theseus.internal.engine;

import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.PartitionedIndex.Part;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes an index of a partitioned table back, from whatever state.
///
/// An attached index of the user's goes with it, so the same is built beside it first and takes its
/// name in the transaction of the drop.
final class PartitionedIndexUndo {
  private final Runner runner;
  private final MigrationRow migration;
  private final String step;
  private final PartitionedIndex index;

  PartitionedIndexUndo(Runner runner, MigrationRow migration, String step, PartitionedIndex index) {
    this.runner = runner;
    this.migration = migration;
    this.step = step;
    this.index = index;
  }

  void run() throws SQLException {
    Session session = runner.session();
    PartitionIndexes catalog = new PartitionIndexes(session);
    session.execute(SearchPath.session(migration.plan().base()));
    Map<QualifiedName, Identifier> again = rebuilt(catalog);
    session.execute(SearchPath.reset());
    if (catalog.tableOf(index.index()).filter(index.table()::equals).isPresent()) {
      drop(again);
    }
    IndexBuild builds = new IndexBuild(runner, migration, step, "undo of step " + step);
    for (Part part : index.parts()) {
      Optional<QualifiedName> owner = catalog.tableOf(part.index());
      if (part.standing().isEmpty() && owner.filter(part.table()::equals).isPresent()) {
        left(catalog, builds, part);
      }
    }
  }

  /// What was built and not attached, when it was interrupted.
  private void left(PartitionIndexes catalog, IndexBuild builds, Part part) throws SQLException {
    if (catalog.constrained(part.index())) {
      locked(
          List.of(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, part.table())),
          List.of(
              Sql.of(
                  "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}",
                  Map.of("table", part.table(), "name", part.index().name()))));
    } else if (part.leaf()) {
      builds.drop(part.index());
    } else {
      locked(
          List.of(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, part.table())),
          List.of(Sql.of("DROP INDEX IF EXISTS {index}", Map.of("index", part.index()))));
    }
  }

  /// The names of the copies by the names of the originals.
  private Map<QualifiedName, Identifier> rebuilt(PartitionIndexes catalog) throws SQLException {
    IndexBuild builds = new IndexBuild(runner, migration, step, "undo of step " + step);
    Map<QualifiedName, Identifier> copies = new LinkedHashMap<>();
    for (Part part : index.parts()) {
      if (part.standing().isEmpty() || !catalog.attached(part.parent(), part.index())) {
        continue;
      }
      Identifier copy = Identifier.derived("_theseus_", part.index().name().name());
      builds.create(part.table(), part.table().withName(copy), index.rebuild(part, copy));
      copies.put(part.index(), copy);
    }
    return copies;
  }

  private void drop(Map<QualifiedName, Identifier> copies) throws SQLException {
    List<LockUse> locks = new ArrayList<>();
    locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, index.table()));
    index
        .parts()
        .forEach(part -> locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, part.table())));
    List<Sql> statements = new ArrayList<>();
    statements.add(index.drop());
    copies.forEach(
        (original, copy) ->
            statements.add(
                Sql.of(
                    "ALTER INDEX {copy} RENAME TO {name}",
                    Map.of("copy", original.withName(copy), "name", original.name()))));
    locked(locks, statements);
  }

  private void locked(List<LockUse> locks, List<Sql> statements) throws SQLException {
    runner
        .ladder(runner.settings().lockBudget())
        .run(
            new LockRequest(migration.name(), step, locks),
            soFar -> runner.session().execute(statements));
  }
}
