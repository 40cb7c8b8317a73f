package dev.theseus.grammar;

import dev.theseus.grammar.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Tells the statements of a script apart by their semicolons, without parsing them. Semicolons
/// inside parentheses (`CREATE RULE`) and inside `BEGIN ATOMIC … END` do not end a statement.
final class Splitter {

  private final String text;
  private final List<RawStatement> statements = new ArrayList<>();
  private final List<Comment> comments = new ArrayList<>();
  private int start = -1;
  private int end;
  private int parentheses;

  /// How many `BEGIN ATOMIC` and `CASE` are open.
  private int atomicDepth;

  private boolean isRoutine;
  private int words;

  private Splitter(String text) {
    this.text = text;
  }

  static List<RawStatement> split(String text, List<Token> tokens) {
    Splitter splitter = new Splitter(text);
    for (int i = 0; i < tokens.size(); i++) {
      splitter.next(tokens.get(i), tokens, i);
    }
    splitter.finish();
    return splitter.statements;
  }

  private void next(Token token, List<Token> tokens, int i) {
    if (token.kind() == Kind.COMMENT) {
      if (start < 0) {
        comments.add(new Comment(token.text(), token.range()));
      }
      return;
    }
    if (token.is(";") && parentheses == 0 && atomicDepth == 0) {
      finish();
      return;
    }
    if (start < 0) {
      start = token.range().start();
    }
    end = token.range().end();
    if (token.is("(")) {
      parentheses++;
    } else if (token.is(")")) {
      parentheses = Math.max(0, parentheses - 1);
    } else if (token.kind() == Kind.WORD && parentheses == 0) {
      word(token, tokens, i);
    }
  }

  /// Only `CREATE [OR REPLACE] FUNCTION | PROCEDURE` can hold a body of statements.
  private void word(Token token, List<Token> tokens, int i) {
    if (words == 0) {
      isRoutine = token.is("create");
    } else if (words <= 3 && isRoutine && (token.is("function") || token.is("procedure"))) {
      words = Integer.MAX_VALUE - 1;
    } else if (words <= 2 && isRoutine && !token.is("or") && !token.is("replace")) {
      isRoutine = false;
    }
    words = Math.min(words + 1, Integer.MAX_VALUE - 1);
    if (!isRoutine) {
      return;
    }
    if (atomicDepth == 0) {
      atomicDepth = token.is("begin") && followedByAtomic(tokens, i) ? 1 : 0;
    } else if (token.is("case")) {
      atomicDepth++;
    } else if (token.is("end")) {
      atomicDepth--;
    }
  }

  private static boolean followedByAtomic(List<Token> tokens, int i) {
    return tokens.subList(i + 1, tokens.size()).stream()
        .filter(token -> token.kind() != Kind.COMMENT)
        .findFirst()
        .filter(token -> token.is("atomic"))
        .isPresent();
  }

  private void finish() {
    if (start >= 0) {
      SourceRange range = new SourceRange(start, end);
      statements.add(new RawStatement(range.in(text), range, comments));
      comments.clear();
    }
    start = -1;
    parentheses = 0;
    atomicDepth = 0;
    isRoutine = false;
    words = 0;
  }
}
