package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.DirectStatement;
import dev.theseus.operation.DirectStatement.Batching;
import dev.theseus.operation.DropIndex;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// An index on a materialized view: built and dropped beside its readers where the view stands, and
/// built as written where the release makes it.
final class ViewIndex {
  static final String KIND = "create index";

  private ViewIndex() {}

  /// The statement that builds it; empty when it is not on a materialized view.
  ///
  /// @param before what the release does before
  static Optional<Authored> of(
      Authored source, CreateIndex create, Catalog catalog, List<Pending> before) {
    boolean standing =
        catalog.tables().values().stream()
                .flatMap(table -> table.views().stream())
                .anyMatch(view -> view.materialized() && view.name().equals(create.table()))
            && !dropped(create.table(), before);
    boolean made = before.stream().anyMatch(one -> makes(one, create.table()));
    return standing || made
        ? Optional.of(new Authored(statement(create, standing), source.place(), source.statement()))
        : Optional.empty();
  }

  /// The statement that drops one of a standing view at contract; empty when it is on no such view.
  static Optional<Authored> dropped(Authored source, DropIndex drop, Catalog catalog) {
    return catalog.tables().values().stream()
        .flatMap(table -> table.views().stream())
        .filter(view -> view.indexes().containsKey(drop.index()))
        .findFirst()
        .map(view -> new Authored(statement(drop, view), source.place(), source.statement()));
  }

  private static DirectStatement statement(DropIndex drop, View view) {
    String definition = Objects.requireNonNull(view.indexes().get(drop.index()));
    boolean unique = Grammar.statement(definition).tree().flag("unique");
    return new DirectStatement(
        drop.index(),
        "drop index",
        Sql.of("DROP INDEX {index}", Map.of("index", drop.index())),
        List.of(view.name()),
        List.of(LockUse.brief(LockLevel.SHARE_UPDATE_EXCLUSIVE, view.name())),
        false,
        new Undo.CreateIndex(
            view.name(),
            drop.index(),
            Tokens.createIndex(
                unique, true, drop.index().name(), view.name(), Tokens.indexBody(definition))),
        "",
        true,
        Batching.AUTOMATIC);
  }

  /// Whether an operation builds a unique index over plain columns and all rows of a view.
  static boolean makesKey(Pending pending, QualifiedName view) {
    if (!(pending.source().operation() instanceof DirectStatement direct)
        || !direct.kind().equals(KIND)
        || !direct.tables().contains(view)) {
      return false;
    }
    Node tree = Grammar.statement(direct.statement().text()).tree();
    return tree.flag("unique")
        && tree.find("whereClause").isEmpty()
        && Set.of("", "btree").contains(tree.text("accessMethod"))
        && tree.list("indexParams").stream().noneMatch(one -> one.find("expr").isPresent());
  }

  /// Whether a view goes before, and its indexes with it.
  static boolean dropped(QualifiedName view, List<Pending> before) {
    return before.stream()
        .anyMatch(
            one ->
                one.source().operation() instanceof DirectStatement direct
                    && direct.kind().equals("drop materialized view")
                    && direct.tables().contains(view));
  }

  /// Whether one of that name stands and is left, or is in the way. The indexes of a materialized
  /// view that is made anew are gone with the one before.
  static boolean exists(Authored source, CreateIndex create, NamesSoFar names, Problems problems) {
    QualifiedName index = create.table().withName(create.index());
    boolean gone =
        dropped(create.table(), names.before())
            && names.catalog().tableOfIndex(index).isEmpty()
            && !names.makes(index);
    if (gone || !names.stands(index)) {
      return false;
    }
    if (create.ifNotExists()) {
      problems.warn("index \"" + index + "\" exists already and is left as it is");
    } else {
      problems.add(
          ProblemCode.ALREADY_EXISTS,
          "relation \"" + index + "\" already exists",
          source.place(),
          "choose another name, or drop the statement if an earlier run created it");
    }
    return true;
  }

  private static boolean makes(Pending pending, QualifiedName view) {
    return pending.source().operation() instanceof DirectStatement direct
        && direct.kind().equals("create materialized view")
        && direct.target().equals(view);
  }

  private static DirectStatement statement(CreateIndex create, boolean standing) {
    QualifiedName view = create.table();
    QualifiedName index = view.withName(create.index());
    return new DirectStatement(
        index,
        KIND,
        Tokens.createIndex(
            create.unique(),
            standing,
            create.index(),
            view,
            Tokens.indexBody(create.statement().text())),
        List.of(view),
        standing ? List.of(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, view)) : List.of(),
        !standing,
        Undo.of(Sql.of("DROP INDEX IF EXISTS {index}", Map.of("index", index))),
        "");
  }
}
