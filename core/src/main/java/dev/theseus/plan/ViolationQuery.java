package dev.theseus.plan;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A query for the rows that a CHECK would refuse.
///
/// @param only whether the rows of the table alone count, not those of tables below it
/// @param names the columns that name a row; empty for its place
public record ViolationQuery(QualifiedName table, boolean only, List<Identifier> names) {
  /// How many rows are named.
  public static final int LIMIT = 10;

  public ViolationQuery {
    names = List.copyOf(names);
  }

  /// A row for each that breaks the condition, and one more than [#LIMIT] where there are more:
  /// `named` (by what it is told apart) and `place`. NULL is no breach. Reads the table once,
  /// without a lock but ACCESS SHARE.
  public Sql breaking(SqlPart condition) {
    return Sql.of(
        """
        SELECT {named} AS named, {place} AS place
        FROM {only}{table}
        WHERE NOT ({condition})
        LIMIT {limit}
        """,
        Map.of(
            "named",
            Literal.of(named()),
            "place",
            place(),
            "only",
            only ? Sql.verbatim("ONLY ") : Nothing.NOTHING,
            "table",
            table,
            "condition",
            condition,
            "limit",
            Literal.of(LIMIT + 1)));
  }

  String named() {
    return names.isEmpty()
        ? "table, ctid"
        : names.stream().map(Identifier::name).collect(Collectors.joining(", "));
  }

  SqlPart place() {
    return names.isEmpty()
        ? Sql.of("CAST(ROW(CAST(tableoid AS regclass), ctid) AS text)")
        : Sql.of("CAST(ROW({names}) AS text)", Map.of("names", SqlList.of(names)));
  }
}
