package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A foreign key of a partitioned table before PostgreSQL 18, which knows no NOT VALID there: each
/// partition gets and proves its own, then the table adopts them without reading a row.
///
/// @param columns its columns as they stand in the table
/// @param addTo the statement that adds it to a table, NOT VALID or not by what it is given
record PartitionedForeignKey(
    QualifiedName table,
    QualifiedName target,
    Identifier constraint,
    List<Identifier> columns,
    Function<Addition, Sql> addTo) {
  PartitionedForeignKey {
    columns = List.copyOf(columns);
  }

  /// What the statement fills in.
  record Addition(QualifiedName table, boolean valid) {}

  /// A foreign key that a partition has already would become part of the new one, and could not be
  /// given back on rollback.
  static boolean refused(
      Pending pending, Catalog catalog, List<Identifier> columns, Problems problems) {
    QualifiedName table = pending.draft().physical();
    Optional<Constraint> own =
        catalog.partitions().below(table).stream()
            .flatMap(one -> catalog.table(one.table()).stream())
            .flatMap(one -> one.constraints().stream())
            .filter(one -> one.kind() == Constraint.Kind.FOREIGN_KEY && !one.inherited())
            .filter(one -> one.columns().equals(columns))
            .findFirst();
    own.ifPresent(
        one ->
            problems.add(
                ProblemCode.UNSUPPORTED_STATEMENT,
                "partition \"%s\" of \"%s\" has foreign key \"%s\" of its own on the same columns"
                    .formatted(one.table(), table, one.name()),
                pending.source().place(),
                "drop that one in an earlier release"));
    return own.isPresent();
  }

  void addTo(Steps steps, Phase phase, Catalog catalog) {
    List<Partition> below = catalog.partitions().below(table);
    List<LockUse> locks = new ArrayList<>();
    locks.add(LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, table));
    for (Partition one : below) {
      locks.add(LockUse.brief(LockLevel.SHARE_ROW_EXCLUSIVE, one.table()));
      if (one.leaf()) {
        new ForeignKey(one.table(), target, constraint, true)
            .addTo(
                steps,
                phase,
                addTo.apply(new Addition(one.table(), false)),
                OwnConstraint.drop(one.table(), constraint));
      }
    }
    if (!target.equals(table)) {
      locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, target));
    }
    steps.transaction(
        steps.head(
            phase,
            table + "." + constraint,
            "make the foreign keys of the partitions one, %s of %s (proven, so no scan)"
                .formatted(constraint, table),
            locks,
            "a partition that came after the plan was made is read while it is locked"),
        List.of(addTo.apply(new Addition(table, true))),
        Undo.of(OwnConstraint.drop(table, constraint)),
        dropping(below));
  }

  private List<LockUse> dropping(List<Partition> below) {
    return Stream.concat(Stream.of(table, target), below.stream().map(Partition::table))
        .distinct()
        .map(one -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, one))
        .toList();
  }
}
