package dev.theseus.migration;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Statement;
import dev.theseus.grammar.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Consecutive tokens of one statement, comments left out. Pieces of a statement are cut out along
/// tokens and positions of the tree, never by searching its text.
///
/// @param text the whole statement
/// @param base where the statement starts in the text that was parsed; places in the tree count
///   there
record TokenRun(String text, int base, List<Token> tokens) {
  TokenRun {
    tokens = List.copyOf(tokens);
  }

  static TokenRun of(Statement statement) {
    return new TokenRun(
        statement.text(),
        statement.range().start(),
        Grammar.scan(statement.text()).stream()
            .filter(token -> token.kind() != Token.Kind.COMMENT)
            .toList());
  }

  int size() {
    return tokens.size();
  }

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  /// Whether the token there is this keyword or sign; a quoted name never is.
  boolean is(int index, String word) {
    if (index < 0 || index >= size()) {
      return false;
    }
    Token token = tokens.get(index);
    return token.is(word) || (token.kind() == Token.Kind.OPERATOR && token.text().equals(word));
  }

  /// The first such token outside parentheses and brackets, or -1.
  int indexOf(String word) {
    int depth = 0;
    for (int i = 0; i < size(); i++) {
      String token = tokens.get(i).text();
      if (depth == 0 && is(i, word)) {
        return i;
      }
      depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    }
    return -1;
  }

  /// The index of the token that closes what the token at `open` opens.
  int closing(int open) {
    int depth = 0;
    for (int i = open; i < size(); i++) {
      String token = tokens.get(i).text();
      depth += opens(token) ? 1 : closes(token) ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return size() - 1;
  }

  TokenRun from(int index) {
    return between(index, size());
  }

  TokenRun until(int index) {
    return between(0, index);
  }

  TokenRun between(int from, int to) {
    return new TokenRun(text, base, tokens.subList(Math.min(from, to), to));
  }

  /// The tokens that start at or behind this position of the statement.
  TokenRun startingAt(int position) {
    return new TokenRun(
        text, base, tokens.stream().filter(t -> base + t.range().start() >= position).toList());
  }

  TokenRun endingBefore(int position) {
    return new TokenRun(
        text, base, tokens.stream().filter(t -> base + t.range().start() < position).toList());
  }

  List<TokenRun> splitAtCommas() {
    List<TokenRun> parts = new ArrayList<>();
    TokenRun rest = this;
    for (int comma = rest.indexOf(","); comma >= 0; comma = rest.indexOf(",")) {
      parts.add(rest.until(comma));
      rest = rest.from(comma + 1);
    }
    parts.add(rest);
    return parts;
  }

  /// As written, from the first to the last token.
  String written() {
    return isEmpty()
        ? ""
        : text.substring(tokens.get(0).range().start(), tokens.get(size() - 1).range().end());
  }

  /// The tokens with one space between, without comments.
  String joined() {
    return tokens.stream().map(Token::text).collect(Collectors.joining(" "));
  }

  private static boolean opens(String token) {
    return token.equals("(") || token.equals("[");
  }

  private static boolean closes(String token) {
    return token.equals(")") || token.equals("]");
  }
}
