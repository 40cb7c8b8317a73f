package dev.theseus.plan.files;

import dev.theseus.plan.Step;
import dev.theseus.plan.files.Piece.Script;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.util.List;
import java.util.Map;

/// Fails when a unique index that is to come would refuse rows; its notes hold the query that lists
/// them.
final class DuplicateScript {
  private DuplicateScript() {}

  static Script of(Step.FindDuplicates step) {
    String tag = "$theseus$";
    for (int n = 1; step.query().text().contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    String why =
        "unique index %s cannot be built: rows of %s have the same key"
            .formatted(step.index(), step.table());
    Sql check =
        Sql.of(
            """
            DO $theseus$
            BEGIN
            IF EXISTS (
            {query}
            ) THEN
              RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = {why};
            END IF;
            END
            $theseus$
            """
                .replace("$theseus$", tag),
            Map.of(
                "query", step.query(),
                "why", Literal.of(why)));
    return new Script(
        List.of("Where it fails nothing has changed; this lists the rows:\n" + step.query().text()),
        List.of(check),
        true);
  }
}
