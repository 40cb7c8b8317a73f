package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.Trigger;
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
  /// @param bothMove whether it joins columns of two tables that are both exchanged
  record KeptForeignKey(
      Constraint original, Identifier hidden, QualifiedName table, Sql add, boolean bothMove) {}

  static KeptObjects of(TableDraft draft, Folding folding, Problems problems) {
    Map<Identifier, Identifier> moved = new HashMap<>();
    draft.copied().forEach((old, copy) -> moved.put(old, copy.physical()));
    refuseChildren(draft, folding, problems);
    if (draft.created() || (moved.isEmpty() && draft.dropped().isEmpty())) {
      return new KeptObjects(List.of(), List.of(), List.of(), new ViewRebuild(List.of()));
    }
    Reader reader = new Reader(draft, moved, folding, problems);
    reader.refuseOthers();
    return new KeptObjects(reader.indexes(), reader.checks(), reader.foreignKeys(), reader.views());
  }

  /// The trigger of a table does not fire for rows that stand in its children.
  private static void refuseChildren(TableDraft draft, Folding folding, Problems problems) {
    boolean synced = !draft.hidden().isEmpty() || !draft.dropped().isEmpty();
    if (!draft.created() && synced && folding.hasChildren(draft.original())) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "table \"%s\" has child tables (INHERITS), whose rows its triggers do not see"
              .formatted(draft.name()),
          draft.name().toString(),
          "change the children first, or replace inheritance by partitions");
    }
  }

  /// Reads them off one table.
  private record Reader(
      TableDraft draft, Map<Identifier, Identifier> moved, Folding folding, Problems problems) {
    Table table() {
      return draft.original();
    }

    boolean touches(List<Identifier> columns) {
      return !Collections.disjoint(columns, moved.keySet());
    }

    boolean loses(List<Identifier> columns) {
      return draft.dropped().stream().anyMatch(one -> columns.contains(one.column().name()));
    }

    /// Whether a column goes that nothing said may take its dependents with it.
    boolean losesAlone(List<Identifier> columns) {
      return draft.dropped().stream()
          .anyMatch(one -> !one.cascade() && columns.contains(one.column().name()));
    }

    List<KeptIndex> indexes() {
      List<KeptIndex> kept = new ArrayList<>();
      for (Index index : table().indexes()) {
        if (touches(index.columns()) && !loses(index.columns()) && index.valid()) {
          refuseUnbuildable(index);
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

    private void refuseUnbuildable(Index index) {
      if (table().kind() == Table.Kind.PARTITIONED) {
        refuse(
            "index \"%s\" stands on a column of partitioned table \"%s\" that is exchanged; it cannot be built again without blocking writers"
                .formatted(index.name().name(), draft.name()),
            "drop it in an earlier release and create it again in a later one");
      }
      index
          .constraint()
          .flatMap(table()::constraint)
          .filter(one -> !Deferrable.of(one.definition()).rendered().isEmpty())
          .ifPresent(
              one ->
                  refuse(
                      "constraint \"%s\" of \"%s\" is DEFERRABLE; the index that stands for it on the new column would check each row at once"
                          .formatted(one.name(), draft.name()),
                      "make it NOT DEFERRABLE in an earlier release, or drop it and add it again"));
    }

    private void refuse(String what, String fix) {
      problems.add(ProblemCode.UNSUPPORTED_STATEMENT, what, draft.name().toString(), fix);
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
            && !folding.drops(one)
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

    /// A key is kept by the table it stands on, or by the one it points at when only that changes.
    List<KeptForeignKey> foreignKeys() {
      List<KeptForeignKey> kept = new ArrayList<>();
      for (Constraint one : table().constraints()) {
        if (one.kind() == Constraint.Kind.FOREIGN_KEY
            && !folding.drops(one)
            && !loses(one.columns())) {
          Constraint.Target target = one.target().orElseThrow();
          boolean self = target.table().equals(table().name());
          if (touches(one.columns()) || (self && touches(target.columns()))) {
            kept.add(foreignKey(one, !self && !moved(target).equals(target.columns())));
          }
        }
      }
      for (Constraint one : table().referencedBy()) {
        Constraint.Target target = one.target().orElseThrow();
        boolean byOwner = !exchanged(one.table(), one.columns()).equals(one.columns());
        if (!one.table().equals(table().name())
            && touches(target.columns())
            && !byOwner
            && !folding.drops(one)) {
          kept.add(foreignKey(one, false));
        }
      }
      return kept;
    }

    private List<Identifier> moved(Constraint.Target target) {
      return exchanged(target.table(), target.columns());
    }

    private List<Identifier> exchanged(QualifiedName other, List<Identifier> columns) {
      Map<Identifier, ColumnDraft> copied = folding.copied(other);
      return columns.stream()
          .map(column -> copied.containsKey(column) ? copied.get(column).physical() : column)
          .toList();
    }

    private KeptForeignKey foreignKey(Constraint one, boolean bothMove) {
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
                  "columns", SqlList.of(exchanged(one.table(), one.columns())),
                  "target", one.target().orElseThrow().table(),
                  "referenced", SqlList.of(moved(one.target().orElseThrow())),
                  "actions", actions)),
          bothMove);
    }

    ViewRebuild views() {
      List<View> rebuilt = new ArrayList<>();
      for (View view : table().views()) {
        boolean reads = touches(view.columns()) || loses(view.columns());
        boolean above = view.columns().isEmpty() && !rebuilt.isEmpty();
        if (view.version() || (!reads && !above) || folding.dropsView(view.name())) {
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

    /// Objects whose definition cannot be carried over yet are named instead of being lost, and
    /// what would refuse the drop at contract is named before anything starts.
    void refuseOthers() {
      String later = "drop it in an earlier release and create it again in a later one";
      for (Table.ColumnDependent other : table().otherDependents()) {
        boolean statistics = other.kind().equals("statistics");
        if (!statistics && (touches(other.columns()) || losesAlone(other.columns()))) {
          refuse(
              "%s \"%s\" depends on a column of \"%s\" that is exchanged or dropped"
                  .formatted(other.kind(), other.name(), draft.name()),
              later);
        }
      }
      refuseTriggers(later);
      refusePointedAt();
      refuseExclusions();
    }

    private void refuseTriggers(String later) {
      for (Trigger trigger : table().triggers()) {
        if (touches(trigger.columns()) || losesAlone(trigger.columns())) {
          refuse(
              "trigger \"%s\" fires for a column of \"%s\" that is exchanged or dropped"
                  .formatted(trigger.name(), draft.name()),
              later);
        }
      }
    }

    private void refusePointedAt() {
      for (Constraint one : table().referencedBy()) {
        if (losesAlone(one.target().orElseThrow().columns()) && !folding.drops(one)) {
          refuse(
              "foreign key \"%s\" of \"%s\" points at a column of \"%s\" that is dropped"
                  .formatted(one.name(), one.table(), draft.name()),
              "drop the foreign key in this release too");
        }
      }
    }

    private void refuseExclusions() {
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
