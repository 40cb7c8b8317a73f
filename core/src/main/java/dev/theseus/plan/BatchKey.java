package dev.theseus.plan;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import dev.theseus.sql.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The key by which a data change is cut into batches: that of the one table each of whose rows
/// gives its own part of the work.
///
/// @param table the table whose rows are taken in the order of the key
/// @param only without the tables that inherit from it
/// @param parts the columns of the key, in its order; none of them may be NULL
public record BatchKey(QualifiedName table, boolean only, List<Part> parts) {
  /// One column of a key.
  ///
  /// @param type as SQL writes it, to read a value back from its text
  public record Part(Identifier column, TypeName type) {}

  public BatchKey {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("the key of " + table + " has no column");
    }
  }

  /// Holds for the rows of one batch, whose first and last key the session holds in settings.
  ///
  /// @param alias what the table is called where the condition stands
  public Sql condition(Identifier alias) {
    return Sql.of(
        "({columns}) BETWEEN ({first}) AND ({last})",
        Map.of("columns", columns(alias), "first", bounds("first"), "last", bounds("last")));
  }

  /// The columns, each qualified.
  public SqlList columns(Identifier alias) {
    return SqlList.of(
        parts.stream()
            .map(
                part -> Sql.of("{alias}.{column}", Map.of("alias", alias, "column", part.column())))
            .toList());
  }

  /// These values as the columns' types.
  public SqlList values(List<String> texts) {
    List<Sql> values = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      values.add(typed(Literal.of(texts.get(i)), parts.get(i).type()));
    }
    return SqlList.of(values);
  }

  /// The name of the setting that holds a column's value at one end of the batch.
  ///
  /// @param end `first` or `last`
  /// @param number of the column, from 0
  public static String setting(String end, int number) {
    return "theseus.batch_%s_%d".formatted(end, number + 1);
  }

  private SqlList bounds(String end) {
    return SqlList.of(
        IntStream.range(0, parts.size())
            .mapToObj(
                i ->
                    typed(
                        Sql.of(
                            "pg_catalog.current_setting({name}, true)",
                            Map.of("name", Literal.of(setting(end, i)))),
                        parts.get(i).type()))
            .toList());
  }

  private static Sql typed(SqlPart value, TypeName type) {
    return Sql.of("CAST({value} AS {type})", Map.of("value", value, "type", type));
  }
}
