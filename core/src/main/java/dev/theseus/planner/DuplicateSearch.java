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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks for the rows that a new unique index would refuse before anything is changed: building it
/// would find the first of them, perhaps after hours. Where the release itself changes rows of the
/// table before, it looks right behind the last such statement.
///
/// Only for columns that hold their values already; what `up` gives is known after the backfill,
/// and the build itself says it then.
record DuplicateSearch(Steps steps, Catalog catalog, Folding folding, DataOrder order) {

  /// Those that no change of data of the release comes before.
  void first() {
    List<Pending> others = new ArrayList<>(folding.pending());
    others.removeAll(order.keysBehindAny());
    others.forEach(one -> addFor(one, Phase.EXPAND));
  }

  /// Those that a change of data is the last one before.
  void behind(Pending change, Phase phase) {
    if (order.due(change) == phase) {
      order.keysBehind(change).forEach(one -> addFor(one, phase));
    }
  }

  private void addFor(Pending pending, Phase phase) {
    Optional<TableDraft> existing =
        pending.table().filter(table -> !table.created()).filter(DuplicateSearch::searchable);
    if (existing.isEmpty() || !standing(pending)) {
      return;
    }
    TableDraft table = existing.get();
    Operation operation = pending.source().operation();
    if (operation instanceof CreateIndex create && create.unique()) {
      add(
          new Searched(table, create.index(), phase),
          OnlineSteps.statement(pending, create),
          false);
    } else if (operation instanceof AddUnique unique && unique.existingIndex().isEmpty()) {
      add(
          new Searched(table, built(pending, unique.constraint()), phase),
          OnlineSteps.statement(pending, unique),
          false);
    } else if (operation instanceof AddPrimaryKey key && key.existingIndex().isEmpty()) {
      add(
          new Searched(table, built(pending, key.constraint()), phase),
          OnlineSteps.statement(pending, key),
          true);
    } else if (operation instanceof AddPrimaryKey key) {
      table
          .original()
          .index(key.existingIndex().orElseThrow())
          .filter(index -> holdsNull(table.original(), index))
          .ifPresent(
              index ->
                  add(
                      new Searched(table, key.constraint(), phase),
                      Sql.verbatim(index.definition()),
                      true));
    }
  }

  private Identifier built(Pending pending, Identifier constraint) {
    return ReplacedKey.index(ReplacedKey.of(pending, folding), constraint);
  }

  /// @param index the index to come
  private record Searched(TableDraft table, Identifier index, Phase phase) {}

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

  private void add(Searched searched, Sql create, boolean primary) {
    Table table = searched.table().original();
    Identifier index = searched.index();
    QualifiedName name = table.name().withName(index);
    boolean there = catalog.relations().contains(name) && table.index(index).isPresent();
    if (there && table.index(index).filter(Index::valid).isPresent() && !primary) {
      return; // refused or left as it is
    }
    steps.add(
        new Step.FindDuplicates(
            steps.head(
                searched.phase(),
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
