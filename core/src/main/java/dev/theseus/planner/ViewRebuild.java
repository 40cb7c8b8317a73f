package dev.theseus.planner;

import dev.theseus.catalog.View;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Takes views away for the moment in which a column they read is exchanged, and makes them again
/// in the same transaction.
record ViewRebuild(List<View> views) {
  ViewRebuild {
    views = views.stream().sorted(Comparator.comparingInt(View::depth)).toList();
  }

  /// Readers lock a view before its table; whoever locks them the other way round never gets both.
  List<LockUse> locks() {
    return views.reversed().stream()
        .map(view -> LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, view.name()))
        .toList();
  }

  List<Sql> drops() {
    return views.reversed().stream()
        .map(view -> Sql.of("DROP VIEW {view}", Map.of("view", view.name())))
        .toList();
  }

  List<Sql> creates() {
    List<Sql> statements = new ArrayList<>();
    for (View view : views) {
      String body = view.definition().strip();
      SqlPart options =
          view.options().isEmpty()
              ? Nothing.NOTHING
              : Sql.verbatim(" WITH (" + String.join(", ", view.options()) + ")");
      statements.add(
          Sql.of(
              "CREATE VIEW {view}{options} AS {body}",
              Map.of(
                  "view", view.name(),
                  "options", options,
                  "body",
                      Sql.verbatim(
                          body.endsWith(";") ? body.substring(0, body.length() - 1) : body))));
      statements.add(
          Sql.of(
              "ALTER VIEW {view} OWNER TO {owner}",
              Map.of("view", view.name(), "owner", view.owner())));
      view.extras().forEach(extra -> statements.add(Sql.verbatim(extra)));
      view.grants().forEach(grant -> statements.add(Grants.on(view.name(), grant)));
      view.comment()
          .ifPresent(
              text ->
                  statements.add(
                      Sql.of(
                          "COMMENT ON VIEW {view} IS {text}",
                          Map.of("view", view.name(), "text", Literal.of(text)))));
    }
    return statements;
  }
}
