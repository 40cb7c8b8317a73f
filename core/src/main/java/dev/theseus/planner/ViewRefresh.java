package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.View;
import dev.theseus.catalog.View.Refresh;
import dev.theseus.grammar.Grammar;
import dev.theseus.operation.DirectStatement;
import java.util.Optional;

/// `REFRESH MATERIALIZED VIEW`: with CONCURRENTLY where the server can, else only where nobody can
/// read the view, or soon again.
///
/// @param view as it was read; of one that the release makes nothing is known
record ViewRefresh(DirectStatement written, View view) {

  /// What the server would refuse.
  record Refusal(String what, String fix) {}

  static boolean is(DirectStatement written) {
    return written.kind().equals("refresh materialized view");
  }

  static Optional<ViewRefresh> of(DirectStatement written, Catalog catalog) {
    return is(written)
        ? catalog.tables().values().stream()
            .flatMap(table -> table.views().stream())
            .filter(one -> one.materialized() && one.name().equals(written.target()))
            .findFirst()
            .map(view -> new ViewRefresh(written, view))
        : Optional.empty();
  }

  boolean concurrent() {
    return Grammar.statement(written.statement().text()).tree().flag("concurrent");
  }

  /// Nobody can read it, whatever is done to it.
  boolean unfilled() {
    return view.refresh() == Refresh.UNFILLED;
  }

  Optional<Refusal> refusal() {
    return concurrent() && view.refresh() != Refresh.CONCURRENTLY
        ? Optional.of(new Refusal(unfilled() ? NOT_FILLED : NO_KEY, alternative()))
        : Optional.empty();
  }

  private static final String NOT_FILLED =
      "it holds no rows yet (WITH NO DATA), which CONCURRENTLY needs";
  private static final String NO_KEY =
      "it has no unique index over plain columns and all rows, which CONCURRENTLY needs";

  /// What to write instead.
  String alternative() {
    return switch (view.refresh()) {
      case NEVER, UNFILLED -> "leave out CONCURRENTLY once: nobody can read the view before";
      case WITHOUT_KEY ->
          "put CREATE UNIQUE INDEX … ON %s (…) over columns whose values are unique, without WHERE,"
                  .formatted(view.name().quoted())
              + " into a release before this one; then write REFRESH MATERIALIZED VIEW"
              + " CONCURRENTLY %s".formatted(view.name().quoted());
      case CONCURRENTLY ->
          "write REFRESH MATERIALIZED VIEW CONCURRENTLY %s: others read on"
              .formatted(view.name().quoted());
    };
  }
}
