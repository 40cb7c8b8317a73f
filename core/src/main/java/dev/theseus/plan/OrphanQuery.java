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
import java.util.stream.IntStream;

/// A query for the rows that a foreign key would refuse: those that point at nothing.
///
/// @param rows where they are looked for, and what they are called
/// @param columns the foreign key's own
/// @param target what it points at
/// @param referenced the columns there
public record OrphanQuery(
    ViolationQuery rows, List<Identifier> columns, Target target, List<Identifier> referenced) {
  private static final Identifier ROW = Identifier.of("theseus row");
  private static final Identifier FOUND = Identifier.of("theseus found row");

  /// @param only whether the rows of the table alone count, not those of tables below it
  /// @param full whether a key that is NULL in part is refused (`MATCH FULL`)
  public record Target(QualifiedName table, boolean only, boolean full) {}

  public OrphanQuery {
    columns = List.copyOf(columns);
    referenced = List.copyOf(referenced);
    if (columns.isEmpty() || columns.size() != referenced.size()) {
      throw new IllegalArgumentException(
          "%d columns point at %d".formatted(columns.size(), referenced.size()));
    }
  }

  /// Gives what [ViolationQuery#breaking] gives. Reads both tables, without a lock but ACCESS
  /// SHARE.
  public Sql query() {
    return Sql.of(
        """
        SELECT {named} AS named, {place} AS place
        FROM {only}{table} AS {row}
        WHERE {lost}
        LIMIT {limit}
        """,
        Map.of(
            "named", Literal.of(rows.named()),
            "place", rows.place(),
            "only", only(rows.only()),
            "table", rows.table(),
            "row", ROW,
            "lost", target.full() ? lostInPart() : lost(),
            "limit", Literal.of(ViolationQuery.LIMIT + 1)));
  }

  private SqlPart lost() {
    return Sql.of(
        "{given} AND {missing}", Map.of("given", all("IS NOT NULL"), "missing", missing()));
  }

  private SqlPart lostInPart() {
    return Sql.of(
        "NOT ({none}) AND (NOT ({given}) OR {missing})",
        Map.of("none", all("IS NULL"), "given", all("IS NOT NULL"), "missing", missing()));
  }

  private SqlList all(String test) {
    return SqlList.allOf(
        columns.stream()
            .map(
                one ->
                    Sql.of(
                        "{row}.{column} {test}",
                        Map.of("row", ROW, "column", one, "test", Sql.verbatim(test))))
            .toList());
  }

  private Sql missing() {
    return Sql.of(
        "NOT EXISTS (SELECT FROM {only}{target} AS {found} WHERE {equal})",
        Map.of(
            "only",
            only(target.only()),
            "target",
            target.table(),
            "found",
            FOUND,
            "equal",
            SqlList.allOf(IntStream.range(0, columns.size()).mapToObj(this::equal).toList())));
  }

  private Sql equal(int number) {
    return Sql.of(
        "{found}.{referenced} = {row}.{column}",
        Map.of(
            "found",
            FOUND,
            "referenced",
            referenced.get(number),
            "row",
            ROW,
            "column",
            columns.get(number)));
  }

  private static SqlPart only(boolean alone) {
    return alone ? Sql.verbatim("ONLY ") : Nothing.NOTHING;
  }
}
