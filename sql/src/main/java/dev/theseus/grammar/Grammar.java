package dev.theseus.grammar;

import dev.theseus.grammar.Token.Kind;
import java.util.List;

/// PostgreSQL 18's own grammar: what PostgreSQL accepts is accepted, and an error has PostgreSQL's
/// text and place. All methods may be called from any thread; they wait for one of a few parser
/// threads. The first call of a JVM takes about half a second, later ones well under a millisecond
/// for a usual statement.
public final class Grammar {

  private Grammar() {}

  /// The statements of a text, with their trees.
  ///
  /// @throws SqlSyntaxException if PostgreSQL's grammar rejects the text
  /// @throws IllegalStateException if the text nests too deeply for the parser's stack
  public static Script parse(String sql) {
    ScriptParser.requireReadable(sql);
    List<Token> tokens = Scanner.scan(sql);
    List<RawStatement> pieces = Splitter.split(sql, tokens);
    List<Comment> comments =
        tokens.stream()
            .filter(token -> token.kind() == Kind.COMMENT)
            .map(token -> new Comment(token.text(), token.range()))
            .toList();
    List<Statement> statements =
        pieces.isEmpty()
            ? List.of()
            : ParserThreads.call(parser -> new ScriptParser(parser, sql).statements(pieces));
    return new Script(sql, statements, comments);
  }

  /// The only statement of a text.
  ///
  /// @throws SqlSyntaxException if PostgreSQL's grammar rejects the text, or if it holds no or
  ///   several statements
  public static Statement statement(String sql) {
    List<Statement> statements = parse(sql).statements();
    if (statements.size() != 1) {
      int place = statements.size() > 1 ? statements.get(1).range().start() : sql.length();
      throw new SqlSyntaxException(
          "expected one statement, found " + statements.size(), sql, place);
    }
    return statements.getFirst();
  }

  /// One expression, as it may stand in a `CHECK`, a `DEFAULT` or a select list.
  ///
  /// @throws SqlSyntaxException if PostgreSQL's grammar rejects it, or if it is more or less than
  ///   one expression
  public static ParsedExpression expression(String sql) {
    return ParsedExpression.parse(sql);
  }

  /// The statements of a text without parsing them; works around mistakes too. A mistake that opens
  /// a quote, a comment or a parenthesis and never closes it swallows what follows.
  public static List<RawStatement> split(String sql) {
    return Splitter.split(sql, Scanner.scan(sql));
  }

  /// The tokens of a text as PostgreSQL's scanner cuts them, comments included. Never fails.
  public static List<Token> scan(String sql) {
    return List.copyOf(Scanner.scan(sql));
  }
}
