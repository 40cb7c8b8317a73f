package dev.theseus.internal.engine;

import dev.theseus.error.DatabaseFailure;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.internal.engine.PartitionIndexes.Child;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.lock.LockRequest;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.PartitionedIndex.Part;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts an index of a partitioned table together from whatever there is of it. The catalog tells
/// what is missing; partitions may come and go meanwhile.
///
/// The indexes of all partitions are built before the first is attached: the index of the table
/// becomes valid with the last attachment, and only the partitions that are there then count.
final class PartitionedIndexBuild {
  private static final int ROUNDS = 5;

  private record Attachment(QualifiedName parent, QualifiedName index) {}

  private final Runner runner;
  private final MigrationRow migration;
  private final String step;
  private final PartitionedIndex wanted;

  PartitionedIndexBuild(
      Runner runner, MigrationRow migration, String step, PartitionedIndex wanted) {
    this.runner = runner;
    this.migration = migration;
    this.step = step;
    this.wanted = wanted;
  }

  /// Leaves a valid index, whatever an earlier try has left.
  void build() throws SQLException {
    PartitionIndexes catalog = new PartitionIndexes(runner.session());
    for (int round = 0; round < ROUNDS; round++) {
      onOnly(catalog, wanted.table(), wanted.index());
      if (catalog.valid(wanted.index())) {
        return;
      }
      List<Attachment> due = new ArrayList<>();
      complete(catalog, wanted.table(), wanted.index(), due);
      for (Attachment one : due) {
        attach(catalog, one);
      }
      if (catalog.valid(wanted.index())) {
        return;
      }
    }
    throw unfinished();
  }

  private void onOnly(PartitionIndexes catalog, QualifiedName table, QualifiedName index)
      throws SQLException {
    Optional<QualifiedName> owner = catalog.tableOf(index);
    if (owner.isPresent() && !owner.get().equals(table)) {
      throw taken(index, owner.get());
    }
    if (owner.isEmpty()) {
      locked(
          List.of(LockUse.brief(wanted.onOnlyLock(), table)), wanted.onOnly(table, index.name()));
    }
  }

  /// Sees to an index on every partition below the table; what is to be attached is collected from
  /// below.
  private void complete(
      PartitionIndexes catalog, QualifiedName table, QualifiedName index, List<Attachment> due)
      throws SQLException {
    for (Child child : catalog.children(table, index)) {
      runner.interruption().check();
      if (child.attached().isPresent()) {
        if (child.partitioned() && !child.valid()) {
          complete(catalog, child.table(), child.attached().get(), due);
        }
        continue;
      }
      QualifiedName name = name(catalog, child);
      if (child.partitioned()) {
        onOnly(catalog, child.table(), name);
        complete(catalog, child.table(), name, due);
      } else if (!onLeaf(catalog, table, child, name)) {
        continue;
      }
      due.add(new Attachment(index, name));
    }
  }

  /// @return false when the partition is none any more
  private boolean onLeaf(
      PartitionIndexes catalog, QualifiedName parent, Child child, QualifiedName name)
      throws SQLException {
    try {
      new IndexBuild(runner, migration, step, "step " + step)
          .create(child.table(), name, wanted.build(child.table(), name.name()));
      Optional<Sql> adopt = wanted.adopt(child.table(), name.name());
      if (adopt.isPresent() && !catalog.constrained(name)) {
        locked(List.of(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, child.table())), adopt.get());
      }
      return true;
    } catch (SQLException e) {
      if (catalog.partition(parent, child.table())) {
        throw e;
      }
      return false;
    }
  }

  private void attach(PartitionIndexes catalog, Attachment one) throws SQLException {
    try {
      locked(
          List.of(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one.index())),
          PartitionedIndex.attach(one.parent(), one.index()));
    } catch (SQLException e) {
      if (catalog.attachable(one.parent(), one.index())) {
        throw e;
      }
    }
  }

  /// As planned, or as PostgreSQL would name it.
  private QualifiedName name(PartitionIndexes catalog, Child child) throws SQLException {
    Optional<Part> planned =
        wanted.parts().stream().filter(one -> one.table().equals(child.table())).findFirst();
    if (planned.isPresent()) {
      QualifiedName name = planned.get().index();
      Optional<QualifiedName> owner = catalog.tableOf(name);
      boolean free = owner.isEmpty() && planned.get().standing().isEmpty();
      if (free || owner.filter(child.table()::equals).isPresent()) {
        return name;
      }
    }
    String label =
        wanted.key().map(key -> key.kind().equals("UNIQUE") ? "key" : "pkey").orElse("idx");
    return catalog.chosenName(child.table(), wanted.index(), label);
  }

  private void locked(List<LockUse> locks, Sql statement) throws SQLException {
    Session session = runner.session();
    session.execute(SearchPath.reset());
    runner
        .ladder(runner.settings().lockBudget())
        .run(
            new LockRequest(migration.name(), step, locks),
            soFar ->
                session.execute(
                    List.of(
                        SearchPath.local(migration.plan().base()), statement, SearchPath.own())));
    session.execute(SearchPath.session(migration.plan().base()));
  }

  private DatabaseFailure taken(QualifiedName index, QualifiedName owner) {
    return failure(
        ProblemCode.CATALOG_CHANGED,
        "index %s exists already, on %s".formatted(index, owner),
        "rename one of them, run `theseus rollback`, then plan anew");
  }

  private DatabaseFailure unfinished() {
    return failure(
        ProblemCode.CATALOG_CHANGED,
        "index %s of partitioned table %s is not valid though every partition has its part"
            .formatted(wanted.index(), wanted.table()),
        "partitions came or went while it was built: run `theseus rollback`, then start again");
  }

  private DatabaseFailure failure(ProblemCode code, String what, String next) {
    return new DatabaseFailure(new Problem(code, what, "step " + step, next));
  }
}
