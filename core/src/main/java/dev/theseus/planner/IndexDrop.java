package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.DropIndex;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Drops an index at contract: concurrently, but for one of a partitioned table, for which
/// PostgreSQL knows no such way.
///
/// @param users what may rely on it
record IndexDrop(Steps steps, Catalog catalog, KeyUsers users, Problems problems) {

  void add(Pending pending, DropIndex drop) {
    Table table = pending.draft().original();
    QualifiedName name = pending.draft().name();
    if (attached(pending, drop)
        || users.refused(
            pending, table, drop.index().name(), "unique index \"" + drop.index() + "\"")) {
      return;
    }
    if (table.kind() == Table.Kind.PARTITIONED) {
      locking(table, name, drop);
      return;
    }
    Index index = table.index(drop.index().name()).orElseThrow();
    steps.add(
        new Step.DropIndexConcurrently(
            steps.head(
                Phase.CONTRACT,
                drop.index() + ".drop",
                "drop index " + drop.index() + " without blocking writers",
                List.of(LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, name))),
            name,
            drop.index(),
            new Undo.CreateIndex(name, drop.index(), OnlineSteps.recreate(name, index))));
  }

  private boolean attached(Pending pending, DropIndex drop) {
    if (!catalog.partitions().attachedIndexes().contains(drop.index())) {
      return false;
    }
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "index \"%s\" belongs to an index of the table that \"%s\" is a partition of"
            .formatted(drop.index(), pending.draft().physical()),
        pending.source().place(),
        "drop that index, which takes this one along, or detach the partition in an earlier"
            + " release");
    return true;
  }

  private void locking(Table table, QualifiedName name, DropIndex drop) {
    List<LockUse> locks = new ArrayList<>();
    locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, name));
    for (Partition one : catalog.partitions().below(table.name())) {
      locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one.table()));
    }
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            drop.index() + ".drop",
            "drop index %s of %s and of its partitions".formatted(drop.index(), name),
            locks,
            "PostgreSQL cannot drop an index of a partitioned table concurrently, so %s is locked"
                    .formatted(name)
                + " for a moment"),
        List.of(Sql.of("DROP INDEX {index}", Map.of("index", drop.index()))),
        new Undo.Restore("the index is gone"));
  }
}
