package dev.theseus.plan;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a `CREATE UNIQUE INDEX` statement keeps apart, as a query for the rows it would refuse:
/// expressions, collations, `NULLS NOT DISTINCT` and the predicate are those of the statement.
///
/// @param keys what the index is over, without operator classes and orders
/// @param predicate of a partial index; blank for none
/// @param nullsDistinct whether rows with a NULL among their keys may be many
public record DuplicateQuery(List<Expression> keys, String predicate, boolean nullsDistinct) {
  /// How many groups are named.
  public static final int LIMIT = 10;

  public DuplicateQuery {
    keys = List.copyOf(keys);
  }

  /// @param createIndex a whole statement
  public static DuplicateQuery of(String createIndex) {
    Scan scan = new Scan(createIndex);
    return new DuplicateQuery(
        scan.keys(),
        scan.predicate(),
        !Grammar.statement(createIndex).tree().flag("nulls_not_distinct"));
  }

  /// One row for each of the largest groups: `keys`, `named` (by what `first` and `last` are told
  /// apart), `copies`, `key`, `first`, `last`, and for all groups together `groups` and `surplus`,
  /// the rows that are too many. Reads the table once, without a lock but ACCESS SHARE.
  ///
  /// @param names the columns that name a row; empty for its place
  /// @param refusesNulls whether a NULL among the keys is refused too (a primary key)
  public Sql query(QualifiedName table, List<Identifier> names, boolean refusesNulls) {
    return Sql.of(
        """
        SELECT {label} AS keys, {named} AS named, copies, key, {first} AS first, {last} AS last, groups, surplus
        FROM (
          SELECT d.*, count(*) OVER () AS groups, sum(excess) OVER () AS surplus
          FROM (
            SELECT count(*) AS copies, {excess} AS excess, CAST(ROW({keys}) AS text) AS key, min(ctid) AS first, max(ctid) AS last
            FROM {table}
            WHERE {due}
            GROUP BY {keys}
            HAVING {refused}
          ) d
          ORDER BY copies DESC, key
          LIMIT {limit}
        ) largest
        """,
        parts(table, names, refusesNulls));
  }

  private Map<String, SqlPart> parts(
      QualifiedName table, List<Identifier> names, boolean refusesNulls) {
    String named =
        names.isEmpty()
            ? "ctid"
            : names.stream().map(Identifier::name).collect(Collectors.joining(", "));
    return Map.of(
        "label", Literal.of(label()),
        "named", Literal.of(named),
        "first", row(table, names, "first"),
        "last", row(table, names, "last"),
        "excess", excess(refusesNulls),
        "keys", SqlList.of(keys),
        "table", table,
        "due", due(refusesNulls),
        "refused", refusesNulls ? refused() : Sql.of("count(*) > 1"),
        "limit", Literal.of(LIMIT));
  }

  /// The keys as the statement writes them.
  public String label() {
    return "(" + keys.stream().map(Expression::text).collect(Collectors.joining(", ")) + ")";
  }

  private static SqlPart row(QualifiedName table, List<Identifier> names, String which) {
    Sql place = Sql.of("largest." + which);
    return names.isEmpty()
        ? Sql.of("CAST({place} AS text)", Map.of("place", place))
        : Sql.of(
            "(SELECT CAST(ROW({names}) AS text) FROM {table} WHERE ctid = {place})",
            Map.of("names", SqlList.of(names), "table", table, "place", place));
  }

  private SqlPart due(boolean refusesNulls) {
    List<SqlPart> conditions = new ArrayList<>();
    if (!predicate.isBlank()) {
      conditions.add(Sql.of("({p})", Map.of("p", Expression.of(predicate))));
    }
    if (nullsDistinct && !refusesNulls) {
      keys.forEach(
          key -> conditions.add(Sql.of("({key}) IS DISTINCT FROM NULL", Map.of("key", key))));
    }
    return conditions.isEmpty() ? Sql.of("true") : joined(conditions, " AND ");
  }

  private SqlPart refused() {
    return Sql.of("count(*) > 1 OR {empty}", Map.of("empty", empty()));
  }

  private SqlPart excess(boolean refusesNulls) {
    return refusesNulls
        ? Sql.of("CASE WHEN {empty} THEN count(*) ELSE count(*) - 1 END", Map.of("empty", empty()))
        : Sql.of("count(*) - 1");
  }

  private SqlPart empty() {
    return joined(
        keys.stream().map(key -> (SqlPart) Sql.of("({key}) IS NULL", Map.of("key", key))).toList(),
        " OR ");
  }

  private static SqlPart joined(List<SqlPart> conditions, String by) {
    return Sql.verbatim(conditions.stream().map(SqlPart::rendered).collect(Collectors.joining(by)));
  }

  /// The statement's tokens.
  private static final class Scan {
    private final String text;
    private final List<Token> tokens;
    private final int open;
    private final int close;

    Scan(String text) {
      this.text = text;
      this.tokens =
          Grammar.scan(text).stream().filter(one -> one.kind() != Token.Kind.COMMENT).toList();
      int on = 0;
      while (!tokens.get(on).is("ON")) {
        on++;
      }
      int first = on;
      while (!at(first, "(")) {
        first++;
      }
      this.open = first;
      this.close = closing(first);
    }

    private boolean at(int index, String sign) {
      return index < tokens.size() && tokens.get(index).text().equals(sign);
    }

    private int closing(int from) {
      int depth = 0;
      for (int i = from; i < tokens.size(); i++) {
        depth += at(i, "(") || at(i, "[") ? 1 : at(i, ")") || at(i, "]") ? -1 : 0;
        if (depth == 0) {
          return i;
        }
      }
      throw new IllegalArgumentException("unbalanced parentheses in " + text);
    }

    private String between(int from, int end) {
      return text.substring(tokens.get(from).range().start(), tokens.get(end).range().end());
    }

    List<Expression> keys() {
      List<Expression> keys = new ArrayList<>();
      int from = open + 1;
      for (int i = open + 1; i <= close; i++) {
        if (at(i, "(")) {
          i = closing(i);
        } else if (i == close || at(i, ",")) {
          keys.add(key(from));
          from = i + 1;
        }
      }
      return keys;
    }

    /// A column, a call or an expression in parentheses, with its collation.
    private Expression key(int from) {
      int end = from;
      if (!at(end, "(")) {
        while (at(end + 1, ".")) {
          end += 2;
        }
        end = at(end + 1, "(") ? end + 1 : end;
      }
      end = at(end, "(") ? closing(end) : end;
      if (tokens.get(end + 1).is("COLLATE")) {
        end += 2;
        while (at(end + 1, ".")) {
          end += 2;
        }
      }
      return Expression.of(between(from, end));
    }

    String predicate() {
      for (int i = close + 1; i < tokens.size(); i++) {
        if (at(i, "(")) {
          i = closing(i);
        } else if (tokens.get(i).is("WHERE")) {
          int last = tokens.size() - 1;
          return between(i + 1, at(last, ";") ? last - 1 : last);
        }
      }
      return "";
    }
  }
}
