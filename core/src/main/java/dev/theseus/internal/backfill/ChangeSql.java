package dev.theseus.internal.backfill;

import dev.theseus.plan.BatchKey;
import dev.theseus.plan.Step;
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
import java.util.stream.IntStream;

/// The questions a data change asks about the keys of its driving table.
final class ChangeSql {
  private static final Identifier ROW = Identifier.of("theseus row");
  private static final Identifier FIRST = Identifier.of("theseus first");
  private static final Identifier LAST = Identifier.of("theseus last");

  private final BatchKey key;

  ChangeSql(Step.ChangeRows step) {
    this.key = step.key();
  }

  /// The greatest key, a column each.
  Sql greatest() {
    return Sql.of(
        "SELECT {texts} FROM {table} ORDER BY {order} LIMIT 1",
        Map.of(
            "texts", each("CAST({row}.{column} AS text)", ROW),
            "table", table(),
            "order", each("{row}.{column} DESC", ROW)));
  }

  /// How many keys the next batch has, its first and its last key; makes them the session's
  /// settings until the transaction ends. No row when nothing is left.
  Sql next(ChangeProgress progress, long atMost) {
    return Sql.of(
        """
        WITH batch AS MATERIALIZED (
          SELECT {names} FROM {table} WHERE {rest} ORDER BY {order} LIMIT {limit})
        SELECT (SELECT count(*) FROM batch), {firsts}, {lasts}
          FROM (SELECT * FROM batch ORDER BY {ascending} LIMIT 1) AS {first},
            (SELECT * FROM batch ORDER BY {descending} LIMIT 1) AS {last}
        """,
        Map.ofEntries(
            Map.entry("names", each("{row}.{column} AS {name}", ROW)),
            Map.entry("table", table()),
            Map.entry("rest", rest(progress)),
            Map.entry("order", each("{row}.{column}", ROW)),
            Map.entry("limit", Literal.of(atMost)),
            Map.entry("firsts", settings("first", FIRST)),
            Map.entry("lasts", settings("last", LAST)),
            Map.entry("ascending", each("{name}", ROW)),
            Map.entry("descending", each("{name} DESC", ROW)),
            Map.entry("first", FIRST),
            Map.entry("last", LAST)));
  }

  private Sql rest(ChangeProgress progress) {
    Sql upTo =
        Sql.of(
            "({columns}) <= ({end})",
            Map.of("columns", key.columns(ROW), "end", key.values(progress.end())));
    if (progress.last().isEmpty()) {
      return upTo;
    }
    return Sql.of(
        "({columns}) > ({last}) AND {upTo}",
        Map.of("columns", key.columns(ROW), "last", key.values(progress.last()), "upTo", upTo));
  }

  private Sql table() {
    return Sql.of(
        "{only}{table} AS {row}",
        Map.of(
            "only",
            key.only() ? Sql.verbatim("ONLY ") : Nothing.NOTHING,
            "table",
            key.table(),
            "row",
            ROW));
  }

  private SqlList settings(String end, Identifier row) {
    return SqlList.of(
        IntStream.range(0, key.parts().size())
            .mapToObj(
                i ->
                    Sql.of(
                        "pg_catalog.set_config({setting}, CAST({row}.{name} AS text), true)",
                        Map.of(
                            "setting", Literal.of(BatchKey.setting(end, i)),
                            "row", row,
                            "name", name(i))))
            .toList());
  }

  /// The template for each column; takes of `row`, `column` and `name` what it has a place for.
  private SqlList each(String template, Identifier row) {
    List<Sql> parts = new ArrayList<>();
    for (int i = 0; i < key.parts().size(); i++) {
      Map<String, SqlPart> all =
          new HashMap<>(Map.of("row", row, "column", key.parts().get(i).column(), "name", name(i)));
      all.keySet().removeIf(name -> !template.contains("{" + name + "}"));
      parts.add(Sql.of(template, all));
    }
    return SqlList.of(parts);
  }

  private static Identifier name(int number) {
    return Identifier.of("key_" + (number + 1));
  }
}
