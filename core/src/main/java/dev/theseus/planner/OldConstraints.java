package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The constraints of the old version that stand on columns a `down` of the author fills. A CHECK
/// is met before the row is stored; what only a look at other rows tells is warned of.
record OldConstraints(
    TableDraft draft, Directives directives, Folding folding, TypeFacts facts, Problems problems) {

  private List<Column> filledByDown(List<SyncGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.olds().stream())
        .filter(old -> directives.hasDown(draft, old.physical()))
        .filter(old -> old.down().filter(down -> !copiesBack(old, down)).isPresent())
        .map(SyncGroup.Old::column)
        .toList();
  }

  /// What the constraint on the column's second copy holds, holds for the first.
  private boolean copiesBack(SyncGroup.Old old, Conversion down) {
    ColumnDraft copy = draft.copied().get(old.physical());
    return copy != null
        && List.copyOf(down.physical().values()).equals(List.of(copy.physical()))
        && NewKeys.keepsApart(down, old.column().type(), facts);
  }

  private static List<Column> among(List<Column> filled, List<Identifier> columns) {
    return filled.stream().filter(one -> columns.contains(one.name())).toList();
  }

  List<OldCheck> checks(List<SyncGroup> groups, Conversions conversions) {
    List<Column> filled = filledByDown(groups);
    List<OldCheck> checks = new ArrayList<>();
    for (Constraint one : draft.original().constraints()) {
      List<Column> columns = among(filled, one.columns());
      if (one.kind() != Constraint.Kind.CHECK || columns.isEmpty() || folding.drops(one)) {
        continue;
      }
      Optional<OldCheck> check =
          readsGenerated(one)
              ? Optional.empty()
              : conversions
                  .oldCondition(draft, one.name(), Tokens.checkCondition(one.definition()))
                  .map(condition -> new OldCheck(one.name(), condition, columns))
                  .filter(met -> groups.stream().anyMatch(met::within));
      check.ifPresent(checks::add);
      boolean hasOther = check.isPresent() && columns.stream().allMatch(this::hasOther);
      if (!hasOther) {
        warn("check constraint", one.name(), columns, "meets it");
      }
    }
    return checks;
  }

  /// A row that is inserted has no old value to keep. Where the new version keeps the column, it
  /// keeps the CHECK too, and what passes the one hardly fails the other.
  private boolean hasOther(Column column) {
    return !column.notNull() || draft.copied().containsKey(column.name());
  }

  private boolean readsGenerated(Constraint check) {
    Table table = draft.original();
    return check.columns().stream()
        .map(table::column)
        .flatMap(Optional::stream)
        .anyMatch(column -> column.defaultValue() instanceof Column.Default.Generated);
  }

  void warn(List<SyncGroup> groups) {
    List<Column> filled = filledByDown(groups);
    for (Constraint one : draft.original().constraints()) {
      List<Column> columns = among(filled, one.columns());
      if (one.kind() == Constraint.Kind.FOREIGN_KEY && !columns.isEmpty() && !folding.drops(one)) {
        warn(
            "foreign key",
            one.name(),
            columns,
            "exists in \"" + one.target().orElseThrow().table() + "\"");
      }
    }
    for (Index index : draft.original().indexes()) {
      List<Column> columns = among(filled, index.columns());
      if (index.unique() && !columns.isEmpty()) {
        warn("unique index", index.name().name(), columns, "is no other row's");
      }
    }
  }

  private void warn(String kind, Identifier name, List<Column> columns, String must) {
    for (Column column : columns) {
      problems.warn(
          "%s \"%s\" of \"%s\" stands on \"%s\" until contract: a write of the new version fails unless what its down gives %s"
              .formatted(kind, name, draft.physical(), column.name(), must));
    }
  }
}
