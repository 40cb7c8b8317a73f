package dev.theseus.plan.files;

import dev.theseus.plan.BatchKey;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.files.Piece.Script;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// A data change as one `DO` block that commits each batch together with the key it reached:
/// stopped and run again, it takes no row twice.
final class ChangeScript {
  private static final Identifier ROW = Identifier.of("theseus row");

  /// The block's label: with it a variable is none of the columns of the table.
  private static final Identifier OWN = Identifier.of("theseus change");

  private static final String BLOCK =
      """
      DO $theseus$
      <<{own}>>
      DECLARE
        -- The pace: keys of a transaction, and seconds of rest after each.
        keys_at_once CONSTANT bigint := 1000;
        rest CONSTANT double precision := 0.01;
        reached text[];
        ends text[];
        first_key text[];
        next_key text[];
        changed bigint;
      BEGIN
        INSERT INTO theseus.change (migration, step, subject, end_key)
          VALUES (0, {name}, '', (SELECT ARRAY[{texts}] FROM {table} ORDER BY {descending} LIMIT 1))
          ON CONFLICT DO NOTHING;
        LOOP
          SELECT last_key, end_key INTO reached, ends
            FROM theseus.change WHERE migration = 0 AND step = {name} FOR UPDATE;
          first_key := NULL;
          IF {own}.reached IS NULL THEN
            WITH batch AS MATERIALIZED (
              SELECT {keys} FROM {table}
                WHERE ({columns}) <= ({ends}) ORDER BY {columns} LIMIT {own}.keys_at_once)
            SELECT (SELECT ARRAY[{outTexts}] FROM batch ORDER BY {outKeys} LIMIT 1),
                (SELECT ARRAY[{outTexts}] FROM batch ORDER BY {outDescending} LIMIT 1)
              INTO first_key, next_key;
          ELSE
            WITH batch AS MATERIALIZED (
              SELECT {keys} FROM {table}
                WHERE ({columns}) > ({reached}) AND ({columns}) <= ({ends}) ORDER BY {columns} LIMIT {own}.keys_at_once)
            SELECT (SELECT ARRAY[{outTexts}] FROM batch ORDER BY {outKeys} LIMIT 1),
                (SELECT ARRAY[{outTexts}] FROM batch ORDER BY {outDescending} LIMIT 1)
              INTO first_key, next_key;
          END IF;
          EXIT WHEN {own}.first_key IS NULL;
          PERFORM set_config('search_path', {path}, true), set_config('synchronous_commit', 'off', true), {settings};
          EXECUTE {batch};
          GET DIAGNOSTICS changed = ROW_COUNT;
          UPDATE theseus.change
            SET last_key = {own}.next_key, keys = keys + {own}.keys_at_once, rows = rows + {own}.changed,
              updated_at = clock_timestamp()
            WHERE migration = 0 AND step = {name};
          COMMIT;
          PERFORM pg_sleep({own}.rest);
        END LOOP;
        UPDATE theseus.change SET finished = true, updated_at = clock_timestamp()
          WHERE migration = 0 AND step = {name};
      END
      $theseus$
      """;

  private final BatchKey key;

  private ChangeScript(BatchKey key) {
    this.key = key;
  }

  static Script of(Step.ChangeRows step, Plan plan) {
    Sql block = new ChangeScript(step.key()).block(step, plan);
    return new Script(
        List.of(
            "Commits after each batch; may be stopped and run again: the key it reached is kept in"
                + " theseus.change.",
            "Waits for rows that others have locked; theseus start does not make them wait in"
                + " turn."),
        List.of(block),
        false);
  }

  private Sql block(Step.ChangeRows step, Plan plan) {
    Map<String, SqlPart> parts = new HashMap<>();
    parts.put("own", OWN);
    parts.put("name", Literal.of(plan.name() + " " + step.id()));
    parts.put(
        "table",
        Sql.of(
            "{only}{table} AS {row}",
            Map.of(
                "only",
                key.only() ? Sql.verbatim("ONLY ") : Nothing.NOTHING,
                "table",
                key.table(),
                "row",
                ROW)));
    parts.put("columns", key.columns(ROW));
    parts.put("texts", each(i -> Sql.of("CAST({c} AS text)", Map.of("c", column(i)))));
    parts.put("descending", each(i -> Sql.of("{c} DESC", Map.of("c", column(i)))));
    parts.put("keys", each(i -> Sql.of("{c} AS {k}", Map.of("c", column(i), "k", name(i)))));
    parts.put("outKeys", each(ChangeScript::name));
    parts.put("outTexts", each(i -> Sql.of("CAST({k} AS text)", Map.of("k", name(i)))));
    parts.put("outDescending", each(i -> Sql.of("{k} DESC", Map.of("k", name(i)))));
    parts.put("ends", each(i -> element("ends", i)));
    parts.put("reached", each(i -> element("reached", i)));
    parts.put("path", Literal.of(plan.base().quoted()));
    parts.put("settings", settings());
    parts.put("batch", Literal.of(step.batch().text()));
    String tag = "$theseus$";
    for (int n = 1; step.batch().text().contains(tag); n++) {
      tag = "$theseus" + n + "$";
    }
    return Sql.of(BLOCK.replace("$theseus$", tag), parts);
  }

  private SqlList each(IntFunction<SqlPart> part) {
    return SqlList.of(IntStream.range(0, key.parts().size()).mapToObj(part).toList());
  }

  private SqlPart column(int number) {
    return Sql.of("{row}.{c}", Map.of("row", ROW, "c", key.parts().get(number).column()));
  }

  private static SqlPart name(int number) {
    return Identifier.of("key_" + (number + 1));
  }

  private SqlPart element(String array, int number) {
    return Sql.of(
        "CAST({own}.{array}[{n}] AS {type})",
        Map.of(
            "own", OWN,
            "array", Sql.verbatim(array),
            "n", Literal.of(number + 1L),
            "type", key.parts().get(number).type()));
  }

  private SqlList settings() {
    List<Sql> settings = new ArrayList<>();
    for (int i = 0; i < key.parts().size(); i++) {
      for (String end : List.of("first", "last")) {
        settings.add(
            Sql.of(
                "set_config({name}, {own}.{key}[{n}], true)",
                Map.of(
                    "own", OWN,
                    "name", Literal.of(BatchKey.setting(end, i)),
                    "key", Sql.verbatim(end.equals("first") ? "first_key" : "next_key"),
                    "n", Literal.of(i + 1L))));
      }
    }
    return SqlList.of(settings);
  }
}
