package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.View;
import dev.theseus.catalog.View.Refresh;
import dev.theseus.grammar.Grammar;
import dev.theseus.operation.DirectStatement;
import java.util.List;
import java.util.Optional;

/// `REFRESH MATERIALIZED VIEW`: with CONCURRENTLY where the server can, else only where nobody can
/// read the view, or soon again.
///
/// @param view as it was read; of one that the release makes nothing is known
/// @param state how it can be filled anew behind what the release does before
record ViewRefresh(DirectStatement written, View view, Refresh state) {

  /// What the server would refuse.
  record Refusal(String what, String fix) {}

  static boolean is(DirectStatement written) {
    return written.kind().equals("refresh materialized view");
  }

  /// @param before what the release does before
  static Optional<ViewRefresh> of(DirectStatement written, Catalog catalog, List<Pending> before) {
    return is(written)
        ? catalog.tables().values().stream()
            .flatMap(table -> table.views().stream())
            .filter(one -> one.materialized() && one.name().equals(written.target()))
            .findFirst()
            .map(view -> new ViewRefresh(written, view, state(view, before)))
        : Optional.empty();
  }

  /// With the rows and the unique index that the release gives it before; both are there at once.
  private static Refresh state(View view, List<Pending> before) {
    boolean key = before.stream().anyMatch(one -> ViewIndex.makesKey(one, view.name()));
    return switch (view.refresh()) {
      case WITHOUT_KEY -> key ? Refresh.CONCURRENTLY : Refresh.WITHOUT_KEY;
      case UNFILLED ->
          key && before.stream().anyMatch(one -> fills(one, view))
              ? Refresh.CONCURRENTLY
              : Refresh.UNFILLED;
      case NEVER, CONCURRENTLY -> view.refresh();
    };
  }

  private static boolean fills(Pending pending, View view) {
    return pending.source().operation() instanceof DirectStatement direct
        && is(direct)
        && direct.target().equals(view.name())
        && !Grammar.statement(direct.statement().text()).tree().flag("skipData");
  }

  boolean concurrent() {
    return Grammar.statement(written.statement().text()).tree().flag("concurrent");
  }

  /// Nobody can read it, whatever is done to it.
  boolean unfilled() {
    return state == Refresh.UNFILLED;
  }

  Optional<Refusal> refusal() {
    return concurrent() && state != Refresh.CONCURRENTLY
        ? Optional.of(new Refusal(unfilled() ? NOT_FILLED : NO_KEY, alternative()))
        : Optional.empty();
  }

  private static final String NOT_FILLED =
      "it holds no rows yet (WITH NO DATA), which CONCURRENTLY needs";
  private static final String NO_KEY =
      "it has no unique index over plain columns and all rows, which CONCURRENTLY needs";

  /// What to write instead.
  String alternative() {
    return switch (state) {
      case NEVER, UNFILLED -> "leave out CONCURRENTLY once: nobody can read the view before";
      case WITHOUT_KEY ->
          "put CREATE UNIQUE INDEX … ON %s (…) over columns whose values are unique, without WHERE,"
                  .formatted(view.name().quoted())
              + " before it; then write REFRESH MATERIALIZED VIEW"
              + " CONCURRENTLY %s".formatted(view.name().quoted());
      case CONCURRENTLY ->
          "write REFRESH MATERIALIZED VIEW CONCURRENTLY %s: others read on"
              .formatted(view.name().quoted());
    };
  }
}
