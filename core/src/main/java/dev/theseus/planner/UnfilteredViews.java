package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.error.ProblemCode;
import dev.theseus.operation.DirectStatement;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// Version views of earlier releases that read with the rights of their owner: before PostgreSQL
/// 15, and where rights stand on single columns. Who comes through one would go around the row
/// level security that a later release gives the table.
record UnfilteredViews(Catalog catalog, Identifier base, Problems problems) {

  void refuse(List<Pending> pending) {
    for (Pending one : pending) {
      if (one.source().operation() instanceof DirectStatement direct
          && direct.kind().equals("alter table enable row security")) {
        shownBy(direct.target()).ifPresent(view -> refuse(one, direct.target(), view));
      }
    }
  }

  private Optional<View> shownBy(QualifiedName table) {
    return catalog.table(table).map(Table::views).orElse(List.of()).stream()
        .filter(view -> view.version() && !view.securityInvoker())
        .findFirst();
  }

  private void refuse(Pending pending, QualifiedName table, View view) {
    problems.add(
        ProblemCode.UNSUPPORTED_STATEMENT,
        "\"%s\" would get row level security that applications on schema \"%s\" go around: view \"%s\" reads with the rights of its owner"
            .formatted(table, view.name().schema(), view.name()),
        pending.source().place(),
        "let the applications use schema %s, then DROP SCHEMA %s CASCADE and plan again"
            .formatted(base.quoted(), view.name().schema().quoted()));
  }
}
