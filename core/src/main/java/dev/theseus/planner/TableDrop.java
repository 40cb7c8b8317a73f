package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.DropTable;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Drops a table at contract. `DROP TABLE` alone locks every table that its foreign keys join it
/// with, all at once; so each key goes before it, in a short step of its own that locks two tables,
/// and the drop locks the table alone.
final class TableDrop {
  private final Steps steps;
  private final Folding folding;
  private final Problems problems;
  private final Set<Constraint> gone = new LinkedHashSet<>();

  TableDrop(Steps steps, Folding folding, Problems problems) {
    this.steps = steps;
    this.folding = folding;
    this.problems = problems;
  }

  void add(Pending pending, DropTable drop) {
    Table table = pending.draft().original();
    if (!drop.cascade()) {
      refuseDependents(pending, table);
    }
    Stream.concat(
            table.referencedBy().stream(),
            table.constraints().stream().filter(one -> one.target().isPresent()))
        .filter(key -> !key.inherited() && !folding.drops(key))
        .filter(key -> !key.table().equals(key.target().orElseThrow().table()))
        .filter(gone::add)
        .forEach(key -> dropKey(table, key));
    SqlPart cascade = drop.cascade() ? Sql.verbatim(" CASCADE") : Nothing.NOTHING;
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            table.name() + ".drop",
            "drop table " + table.name(),
            Steps.brief(
                LockLevel.ACCESS_EXCLUSIVE,
                locked(table, drop.cascade()).toArray(QualifiedName[]::new))),
        List.of(
            Sql.of(
                "DROP TABLE {table}{cascade}", Map.of("table", table.name(), "cascade", cascade))),
        new Undo.Restore("the rows of " + table.name() + " are gone"));
  }

  /// Keys of partitions go with those of their parents only; views go with the table.
  private static Set<QualifiedName> locked(Table table, boolean cascade) {
    Set<QualifiedName> locked = new LinkedHashSet<>();
    locked.add(table.name());
    if (cascade) {
      table.views().stream()
          .filter(view -> !view.version())
          .forEach(view -> locked.add(view.name()));
    }
    table.constraints().stream()
        .filter(Constraint::inherited)
        .forEach(one -> one.target().ifPresent(to -> locked.add(to.table())));
    table.referencedBy().stream()
        .filter(Constraint::inherited)
        .forEach(one -> locked.add(one.table()));
    return locked;
  }

  private void dropKey(Table dropped, Constraint key) {
    QualifiedName on = now(key.table());
    QualifiedName target = now(key.target().orElseThrow().table());
    steps.transaction(
        steps.head(
            Phase.CONTRACT,
            key.table() + "." + key.name() + ".drop",
            "drop foreign key %s of %s, so that dropping %s locks no other table"
                .formatted(key.name(), on, dropped.name()),
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, on, target)),
        List.of(
            Sql.of(
                "ALTER TABLE {table} DROP CONSTRAINT {constraint}",
                Map.of("table", on, "constraint", key.name()))),
        new Undo.Restore("the foreign key goes with " + dropped.name()));
  }

  /// The name of a table when its own contraction is over.
  QualifiedName now(QualifiedName physical) {
    return folding.tables().stream()
        .filter(one -> !one.created() && one.physical().equals(physical))
        .map(TableDraft::name)
        .findFirst()
        .orElse(physical);
  }

  /// What stands on the table would refuse its drop at contract, when there is no way back.
  private void refuseDependents(Pending pending, Table table) {
    table.referencedBy().stream()
        .filter(one -> !one.table().equals(table.name()) && !folding.drops(one))
        .filter(one -> folding.find(one.table()).isPresent())
        .map(one -> "foreign key \"%s\" of \"%s\"".formatted(one.name(), one.table()))
        .forEach(one -> refuse(pending, table, one));
    table.views().stream()
        .filter(view -> !view.version() && !folding.dropsView(view.name()))
        .map(view -> "view \"" + view.name() + "\"")
        .forEach(one -> refuse(pending, table, one));
  }

  private void refuse(Pending pending, Table table, String dependent) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "%s depends on table \"%s\" that is dropped".formatted(dependent, table.name()),
        pending.source().place(),
        "drop it in this release before the table, or write CASCADE");
  }
}
