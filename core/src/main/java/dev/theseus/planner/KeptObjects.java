package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.StatementRewrite;
import dev.theseus.planner.ColumnDraft.Kind;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The objects that stand on a column whose values move to a second one: each is made again on the
/// second column under a hidden name and takes the old name at contract, so that the catalog ends
/// as the plain SQL leaves it.
///
/// @param indexes indexes and the UNIQUE and PRIMARY KEY constraints behind them
/// @param views user views that read an exchanged or dropped column
record KeptObjects(
    List<KeptIndex> indexes,
    List<KeptCheck> checks,
    List<KeptForeignKey> foreignKeys,
    ViewRebuild views) {
  KeptObjects {
    indexes = List.copyOf(indexes);
    checks = List.copyOf(checks);
    foreignKeys = List.copyOf(foreignKeys);
  }

  record KeptIndex(Index original, Identifier hidden, Sql create) {}

  /// @param condition over the new version's column names
  /// @param physical over the columns as they stand until contract
  record KeptCheck(
      Constraint original, Identifier hidden, Expression condition, Expression physical) {}

  /// @param table where the constraint stands: this table, or another that points at it
  record KeptForeignKey(Constraint original, Identifier hidden, QualifiedName table, Sql add) {}

  static KeptObjects of(TableDraft draft, Problems problems) {
    Map<Identifier, Identifier> moved = new HashMap<>();
    draft.copied().forEach((old, copy) -> moved.put(old, copy.physical()));
    if (draft.created() || (moved.isEmpty() && draft.dropped().isEmpty())) {
      return new KeptObjects(List.of(), List.of(), List.of(), new ViewRebuild(List.of()));
    }
    Reader reader = new Reader(draft, moved, problems);
    reader.refuseOthers();
    return new KeptObjects(reader.indexes(), reader.checks(), reader.foreignKeys(), reader.views());
  }

  /// Reads them off one table.
  private record Reader(TableDraft draft, Map<Identifier, Identifier> moved, Problems problems) {
    Table table() {
      return draft.original();
    }

    boolean touches(List<Identifier> columns) {
      return !Collections.disjoint(columns, moved.keySet());
    }

    boolean loses(List<Identifier> columns) {
      return draft.dropped().stream().anyMatch(one -> columns.contains(one.column().name()));
    }

    List<KeptIndex> indexes() {
      List<KeptIndex> kept = new ArrayList<>();
      for (Index index : table().indexes()) {
        if (touches(index.columns()) && !loses(index.columns()) && index.valid()) {
          Identifier hidden = Names.hidden(index.name().name());
          Sql renamed =
              Sql.verbatim(
                  StatementRewrite.renameColumns(
                          Grammar.parse(index.definition()).statements().getFirst(),
                          table().name(),
                          within(index.columns()))
                      .text());
          kept.add(
              new KeptIndex(
                  index,
                  hidden,
                  Tokens.createIndex(
                      index.unique(),
                      true,
                      hidden,
                      table().name(),
                      Tokens.indexBody(renamed.text()))));
        }
      }
      return kept;
    }

    private Map<Identifier, Identifier> within(List<Identifier> columns) {
      Map<Identifier, Identifier> names = new HashMap<>(moved);
      names.keySet().retainAll(columns);
      return names;
    }

    List<KeptCheck> checks() {
      List<KeptCheck> kept = new ArrayList<>();
      for (Constraint one : table().constraints()) {
        if (one.kind() == Constraint.Kind.CHECK
            && touches(one.columns())
            && !loses(one.columns())) {
          Expression condition = Tokens.checkCondition(one.definition());
          Map<Identifier, Identifier> finals = new HashMap<>();
          for (ColumnDraft column : draft.columns()) {
            column
                .origin()
                .filter(origin -> one.columns().contains(origin.name()))
                .filter(origin -> !origin.name().equals(column.name()))
                .ifPresent(origin -> finals.put(origin.name(), column.name()));
          }
          kept.add(
              new KeptCheck(
                  one,
                  Names.hidden(one.name()),
                  renamed(condition, finals),
                  renamed(condition, within(one.columns()))));
        }
      }
      return kept;
    }

    private static Expression renamed(Expression text, Map<Identifier, Identifier> names) {
      return names.isEmpty()
          ? text
          : Grammar.expression(text.text()).renameColumns(names).expression();
    }

    List<KeptForeignKey> foreignKeys() {
      List<KeptForeignKey> kept = new ArrayList<>();
      for (Constraint one : table().constraints()) {
        if (one.kind() == Constraint.Kind.FOREIGN_KEY && !loses(one.columns())) {
          Constraint.Target target = one.target().orElseThrow();
          boolean self = target.table().equals(table().name());
          if (touches(one.columns()) || (self && touches(target.columns()))) {
            kept.add(
                foreignKey(
                    one, moved(one.columns()), self ? moved(target.columns()) : target.columns()));
          }
        }
      }
      for (Constraint one : table().referencedBy()) {
        Constraint.Target target = one.target().orElseThrow();
        if (!one.table().equals(table().name()) && touches(target.columns())) {
          kept.add(foreignKey(one, one.columns(), moved(target.columns())));
        }
      }
      return kept;
    }

    private List<Identifier> moved(List<Identifier> columns) {
      return columns.stream().map(column -> moved.getOrDefault(column, column)).toList();
    }

    private static KeptForeignKey foreignKey(
        Constraint one, List<Identifier> columns, List<Identifier> referenced) {
      Identifier hidden = Names.hidden(one.name());
      SqlPart actions = Tokens.foreignKeyActions(one.definition());
      return new KeptForeignKey(
          one,
          hidden,
          one.table(),
          Sql.of(
              """
              ALTER TABLE {table} ADD CONSTRAINT {constraint}
                FOREIGN KEY ({columns}) REFERENCES {target} ({referenced}){actions} NOT VALID
              """,
              Map.of(
                  "table", one.table(),
                  "constraint", hidden,
                  "columns", SqlList.of(columns),
                  "target", one.target().orElseThrow().table(),
                  "referenced", SqlList.of(referenced),
                  "actions", actions)));
    }

    ViewRebuild views() {
      List<View> rebuilt = new ArrayList<>();
      for (View view : table().views()) {
        boolean reads = touches(view.columns()) || loses(view.columns());
        boolean above = view.columns().isEmpty() && !rebuilt.isEmpty();
        if (view.version() || (!reads && !above)) {
          continue;
        }
        boolean renamed =
            draft.of(Kind.COPIED).stream()
                .anyMatch(
                    copy ->
                        view.columns().contains(copy.original().name())
                            && !copy.name().equals(copy.original().name()));
        if (loses(view.columns()) || view.materialized() || renamed) {
          problems.add(
              ProblemCode.UNSUPPORTED_STATEMENT,
              "%sview \"%s\" reads a column of \"%s\" that is exchanged, renamed or dropped"
                  .formatted(view.materialized() ? "materialized " : "", view.name(), draft.name()),
              draft.name().toString(),
              "drop the view in an earlier release and create it again in a later one");
        } else {
          rebuilt.add(view);
        }
      }
      return new ViewRebuild(rebuilt);
    }

    /// Objects whose definition cannot be carried over yet are named instead of being lost.
    void refuseOthers() {
      for (Table.ColumnDependent other : table().otherDependents()) {
        if (touches(other.columns()) && !other.kind().equals("statistics")) {
          problems.add(
              ProblemCode.UNSUPPORTED_STATEMENT,
              "%s \"%s\" depends on a column of \"%s\" that is exchanged"
                  .formatted(other.kind(), other.name(), draft.name()),
              draft.name().toString(),
              "drop it in an earlier release and create it again in a later one");
        }
      }
      for (Constraint one : table().constraints()) {
        if (one.kind() == Constraint.Kind.EXCLUDE && touches(one.columns())) {
          problems.add(
              ProblemCode.UNSUPPORTED_STATEMENT,
              "exclusion constraint \"%s\" stands on a column of \"%s\" that is exchanged; its index cannot be built without blocking writers"
                  .formatted(one.name(), draft.name()),
              draft.name().toString(),
              "drop it in an earlier release");
        }
        if (one.inherited() && touches(one.columns())) {
          problems.warn(
              "constraint \"%s\" of \"%s\" is inherited".formatted(one.name(), draft.name()));
        }
      }
    }
  }
}
