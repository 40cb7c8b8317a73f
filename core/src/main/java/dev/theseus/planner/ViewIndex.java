package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.migration.Migration.Authored;
import dev.theseus.operation.CreateIndex;
import dev.theseus.operation.DirectStatement;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Undo;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An index on a materialized view: built beside its readers where the view stands, and as written
/// where the release makes it.
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
            .anyMatch(view -> view.materialized() && view.name().equals(create.table()));
    boolean made = before.stream().anyMatch(one -> makes(one, create.table()));
    return standing || made
        ? Optional.of(new Authored(statement(create, standing), source.place(), source.statement()))
        : Optional.empty();
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
