package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.Operation;
import dev.theseus.plan.DuplicateQuery;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Optional;

/// Looks for the rows that a new unique index would refuse before anything is changed: building it
/// would find the first of them, perhaps after hours.
///
/// Only for columns that hold their values already; what `up` gives is known after the backfill,
/// and the build itself says it then.
record DuplicateSearch(Steps steps, Catalog catalog) {

  void addFor(Pending pending) {
    Optional<TableDraft> existing =
        pending.table().filter(table -> !table.created()).filter(DuplicateSearch::searchable);
    if (existing.isEmpty() || !standing(pending)) {
      return;
    }
    TableDraft table = existing.get();
    Operation operation = pending.source().operation();
    if (operation instanceof CreateIndex create && create.unique()) {
      add(table, create.index(), OnlineSteps.statement(pending, create), false);
    } else if (operation instanceof AddUnique unique && unique.existingIndex().isEmpty()) {
      add(table, unique.constraint(), OnlineSteps.statement(pending, unique), false);
    } else if (operation instanceof AddPrimaryKey key && key.existingIndex().isEmpty()) {
      add(table, key.constraint(), OnlineSteps.statement(pending, key), true);
    } else if (operation instanceof AddPrimaryKey key) {
      table
          .original()
          .index(key.existingIndex().orElseThrow())
          .filter(index -> holdsNull(table.original(), index))
          .ifPresent(index -> add(table, key.constraint(), Sql.verbatim(index.definition()), true));
    }
  }

  private static boolean searchable(TableDraft table) {
    return table.original().kind() == Table.Kind.ORDINARY
        || table.original().kind() == Table.Kind.PARTITION;
  }

  private static boolean standing(Pending pending) {
    return pending.columns().values().stream().allMatch(column -> column.is(ColumnDraft.Kind.KEPT));
  }

  private static boolean holdsNull(Table table, Index index) {
    return index.columns().stream()
        .anyMatch(name -> table.column(name).filter(column -> !column.notNull()).isPresent());
  }

  private void add(TableDraft draft, Identifier index, Sql create, boolean primary) {
    Table table = draft.original();
    QualifiedName name = table.name().withName(index);
    boolean there = catalog.relations().contains(name) && table.index(index).isPresent();
    if (there && table.index(index).filter(Index::valid).isPresent() && !primary) {
      return; // refused or left as it is
    }
    steps.add(
        new Step.FindDuplicates(
            steps.head(
                Phase.EXPAND,
                table.name() + "." + index + ".duplicates",
                "look for rows that unique index " + index + " would refuse",
                List.of(LockUse.scanning(LockLevel.ACCESS_SHARE, table.name()))),
            table.name(),
            name,
            DuplicateQuery.of(create.text()).query(table.name(), rowNames(table), primary)));
  }

  private static List<Identifier> rowNames(Table table) {
    return table.constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.PRIMARY_KEY)
        .map(Constraint::columns)
        .findFirst()
        .orElse(List.of());
  }
}
