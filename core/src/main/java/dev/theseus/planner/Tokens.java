package dev.theseus.planner;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.List;
import java.util.Map;

/// Cuts whole clauses out of definitions the server printed (`pg_get_indexdef`,
/// `pg_get_constraintdef`) or the author wrote, at token boundaries; the clauses are used whole.
final class Tokens {
  private Tokens() {}

  /// The condition of `CHECK (…) …`.
  static Expression checkCondition(String definition) {
    List<Token> tokens = tokens(definition);
    int open = 0;
    while (!tokens.get(open).text().equals("(")) {
      open++;
    }
    int close = closing(definition, tokens, open);
    return Expression.of(
        definition
            .substring(tokens.get(open).range().end(), tokens.get(close).range().start())
            .strip());
  }

  /// What follows the referenced columns of `FOREIGN KEY (…) REFERENCES t(…) …`, without NOT VALID.
  static SqlPart foreignKeyActions(String definition) {
    List<Token> tokens = tokens(definition);
    int at = 0;
    while (!word(tokens.get(at)).equals("references")) {
      at++;
    }
    at++;
    while (at + 1 < tokens.size() && tokens.get(at + 1).text().equals(".")) {
      at += 2;
    }
    boolean columns = at + 1 < tokens.size() && tokens.get(at + 1).text().equals("(");
    int close = columns ? closing(definition, tokens, at + 1) : at;
    String tail = definition.substring(tokens.get(close).range().end());
    String actions = withoutNotValid(tail).strip();
    return actions.isEmpty() ? Nothing.NOTHING : Sql.verbatim(" " + actions);
  }

  /// What follows the table's name in a CREATE INDEX statement.
  static Sql indexBody(String createIndex) {
    List<Token> tokens = tokens(createIndex);
    int at = 0;
    while (!word(tokens.get(at)).equals("on")) {
      at++;
    }
    at++;
    if (word(tokens.get(at)).equals("only")) {
      at++;
    }
    while (tokens.get(at + 1).text().equals(".")) {
      at += 2;
    }
    return Sql.verbatim(createIndex.substring(tokens.get(at).range().end()).strip());
  }

  /// `CREATE [UNIQUE] INDEX [CONCURRENTLY] name ON table body`.
  static Sql createIndex(
      boolean unique, boolean concurrently, Identifier name, QualifiedName table, Sql body) {
    String kind = (unique ? "UNIQUE INDEX" : "INDEX") + (concurrently ? " CONCURRENTLY" : "");
    return Sql.of(
        "CREATE {kind} {name} ON {table} {body}",
        Map.of("kind", Sql.verbatim(kind), "name", name, "table", table, "body", body));
  }

  /// The `ALTER TYPE … ADD VALUE` statement with IF NOT EXISTS: a value cannot be taken back, so a
  /// release that is started again finds it there.
  static Sql addEnumValueIfMissing(String statement) {
    if (Grammar.statement(statement).tree().flag("skipIfNewValExists")) {
      return Sql.verbatim(statement);
    }
    List<Token> tokens = tokens(statement);
    int at = 0;
    while (!(word(tokens.get(at)).equals("value") && word(tokens.get(at - 1)).equals("add"))) {
      at++;
    }
    int end = tokens.get(at).range().end();
    return Sql.verbatim(statement.substring(0, end) + " IF NOT EXISTS" + statement.substring(end));
  }

  /// `CREATE OR REPLACE …` where the statement says `CREATE …`.
  static Sql orReplace(String create) {
    if (Grammar.statement(create).tree().flag("replace")) {
      return Sql.verbatim(create);
    }
    int end = tokens(create).getFirst().range().end();
    return Sql.verbatim(create.substring(0, end) + " OR REPLACE" + create.substring(end));
  }

  /// The `DROP kind name…` statement with IF EXISTS.
  static Sql dropIfExists(String statement) {
    if (Grammar.statement(statement).tree().flag("missing_ok")) {
      return Sql.verbatim(statement);
    }
    int end = tokens(statement).get(1).range().end();
    return Sql.verbatim(statement.substring(0, end) + " IF EXISTS" + statement.substring(end));
  }

  /// Whether a constraint's definition does not end with `NOT ENFORCED` (PostgreSQL 18).
  static boolean enforced(String definition) {
    List<Token> tokens = tokens(definition);
    return tokens.isEmpty() || !word(tokens.getLast()).equals("enforced");
  }

  static boolean endsWithNoInherit(String definition) {
    List<Token> tokens = tokens(definition);
    int last = tokens.size() - 1;
    return last > 0
        && word(tokens.get(last)).equals("inherit")
        && word(tokens.get(last - 1)).equals("no");
  }

  private static List<Token> tokens(String text) {
    return Grammar.scan(text).stream().filter(one -> one.kind() != Token.Kind.COMMENT).toList();
  }

  private static String withoutNotValid(String tail) {
    List<Token> tokens = tokens(tail);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (word(tokens.get(i)).equals("not") && word(tokens.get(i + 1)).equals("valid")) {
        return tail.substring(0, tokens.get(i).range().start());
      }
    }
    return tail;
  }

  private static int closing(String text, List<Token> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      String token = tokens.get(i).text();
      if (token.equals("(")) {
        depth++;
      } else if (token.equals(")") && --depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("unbalanced parentheses in " + text);
  }

  private static String word(Token token) {
    return token.text().toLowerCase(java.util.Locale.ROOT);
  }
}
