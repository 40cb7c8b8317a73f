package dev.theseus.grammar;

import dev.theseus.grammar.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Parses a text statement by statement, which keeps memory small and places exact. The splitting
/// is never trusted: a piece must be exactly one statement for PostgreSQL, else the text is parsed
/// again as a whole, and PostgreSQL's own answer counts.
final class ScriptParser {

  /// A character before the text, so that no node has the place 0, which the tree would not show.
  private static final String PAD = " ";

  private final WasmParser parser;
  private final String text;

  ScriptParser(WasmParser parser, String text) {
    this.parser = parser;
    this.text = text;
  }

  static void requireReadable(String text) {
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new SqlSyntaxException("a NUL character cannot stand in SQL", text, nul);
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw new SqlSyntaxException("half of a surrogate pair is no character", text, i);
      }
    }
  }

  List<Statement> statements(List<RawStatement> pieces) {
    List<Statement> statements = new ArrayList<>();
    for (RawStatement piece : pieces) {
      Optional<Node> tree = single(piece);
      if (tree.isEmpty()) {
        return whole(pieces);
      }
      statements.add(
          new Statement(piece.text(), piece.range(), tree.orElseThrow(), piece.leadingComments()));
    }
    return statements;
  }

  private Optional<Node> single(RawStatement piece) {
    if (!(parser.parse(PAD + piece.text()) instanceof WasmParser.Answer.Tree tree)) {
      return Optional.empty();
    }
    Offsets offsets = new Offsets(piece.text(), PAD.length(), piece.range().start());
    List<Node> statements = TreeReader.statements(tree.json(), offsets);
    return statements.size() == 1 ? statements.getFirst().find("stmt") : Optional.empty();
  }

  private List<Statement> whole(List<RawStatement> pieces) {
    return switch (parser.parse(PAD + text)) {
      case WasmParser.Answer.Rejection rejection ->
          throw new SqlSyntaxException(rejection.message(), text, offset(rejection.cursor()));
      case WasmParser.Answer.Tree tree -> {
        Offsets offsets = new Offsets(text, PAD.length(), 0);
        List<Statement> statements = new ArrayList<>();
        List<Node> nodes = TreeReader.statements(tree.json(), offsets);
        for (int i = 0; i < nodes.size(); i++) {
          int start = nodes.get(i).integer("stmt_location");
          int end =
              i + 1 < nodes.size() ? nodes.get(i + 1).integer("stmt_location") : text.length();
          statements.add(statement(nodes.get(i), start, end, pieces));
        }
        yield statements;
      }
    };
  }

  /// The first token from `start` to the last one before the semicolon that stands before `end`.
  private Statement statement(Node node, int start, int end, List<RawStatement> pieces) {
    List<Token> tokens =
        Scanner.scan(text.substring(start, end)).stream()
            .filter(token -> token.kind() != Kind.COMMENT)
            .toList();
    int last = tokens.size() - 1;
    while (last > 0 && tokens.get(last).is(";")) {
      last--;
    }
    SourceRange range =
        new SourceRange(
            start + tokens.getFirst().range().start(), start + tokens.get(last).range().end());
    List<Comment> comments =
        pieces.stream()
            .filter(piece -> piece.range().start() == range.start())
            .findFirst()
            .map(RawStatement::leadingComments)
            .orElse(List.of());
    return new Statement(range.in(text), range, node.child("stmt"), comments);
  }

  private int offset(int cursor) {
    int codePoints = text.codePointCount(0, text.length());
    int before = Math.clamp((long) cursor - 1 - PAD.length(), 0, codePoints);
    return text.offsetByCodePoints(0, before);
  }
}
