package dev.theseus.plan.files;

import dev.theseus.plan.Step;
import dev.theseus.plan.files.Piece.Script;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// Fails when a unique index, a CHECK or a foreign key that is to come would refuse rows; its notes
/// hold the query that lists them.
final class SearchScript {
  private SearchScript() {}

  static Script of(Step.FindDuplicates step, Identifier base) {
    return of(
        base,
        step.query(),
        "unique_violation",
        "unique index %s cannot be built: rows of %s have the same key"
            .formatted(step.index(), step.table()));
  }

  static Script of(Step.FindViolations step, Identifier base) {
    return step.target()
        .map(
            target ->
                of(
                    base,
                    step.query(),
                    "foreign_key_violation",
                    "foreign key %s cannot be added: rows of %s point at nothing in %s"
                        .formatted(step.constraint(), step.table(), target)))
        .orElseGet(
            () ->
                of(
                    base,
                    step.query(),
                    "check_violation",
                    "check %s cannot be added: rows of %s break it"
                        .formatted(step.constraint(), step.table())));
  }

  private static Script of(Identifier base, Sql query, String code, String why) {
    String tag = "$theseus$";
    for (int n = 1; query.text().contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    // FOUND is a variable of every block, and may be a column of the table
    Sql check =
        Sql.of(
            """
            DO $theseus$
            #variable_conflict use_column
            BEGIN
            IF EXISTS (
            {query}
            ) THEN
              RAISE EXCEPTION USING ERRCODE = {code}, MESSAGE = {why};
            END IF;
            END
            $theseus$
            """
                .replace("$theseus$", tag),
            Map.of("query", query, "code", Literal.of(code), "why", Literal.of(why)));
    return new Script(
        List.of("Where it fails nothing has changed; this lists the rows:\n" + query.text()),
        List.of(Sql.of("SET LOCAL search_path = {base}", Map.of("base", base)), check),
        true);
  }
}
