package dev.theseus.check.rule;

import dev.theseus.check.CheckedStatement;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SourceRange;
import dev.theseus.grammar.Statement;
import dev.theseus.grammar.Token;
import java.util.ArrayList;
import java.util.List;

/// Where the parts of a statement stand.
final class Spans {
  private Spans() {}

  /// The part of the file that asks for one action: one command of an `ALTER TABLE`, else the whole
  /// statement.
  static SourceRange of(CheckedStatement statement, int part) {
    Statement parsed = statement.statement();
    if (part < 0 || !parsed.tree().is("AlterTableStmt") || parsed.tree().list("cmds").size() < 2) {
      return statement.range();
    }
    List<SourceRange> commands = commands(parsed.text());
    if (part >= commands.size()) {
      return statement.range();
    }
    SourceRange inside = commands.get(part);
    int start = parsed.range().start();
    return statement.inFile(new SourceRange(start + inside.start(), start + inside.end()));
  }

  /// The texts between the commas outside of parentheses; the first begins after the table.
  private static List<SourceRange> commands(String sql) {
    List<Token> tokens =
        Grammar.scan(sql).stream().filter(t -> t.kind() != Token.Kind.COMMENT).toList();
    List<SourceRange> commands = new ArrayList<>();
    int depth = 0;
    int from = afterTable(tokens);
    for (int i = from; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if (token.is(")") || token.is("]")) {
        depth--;
      } else if (token.is(",") && depth == 0) {
        commands.add(range(tokens, from, i - 1));
        from = i + 1;
      }
    }
    commands.add(range(tokens, from, tokens.size() - 1));
    return commands;
  }

  private static SourceRange range(List<Token> tokens, int from, int to) {
    int last = Math.max(from, to);
    return new SourceRange(
        tokens.get(Math.min(from, tokens.size() - 1)).range().start(),
        tokens.get(Math.min(last, tokens.size() - 1)).range().end());
  }

  /// `ALTER [FOREIGN] TABLE [IF EXISTS] [ONLY] name[.name] [*]`
  private static int afterTable(List<Token> tokens) {
    int at = 0;
    while (at < tokens.size() && !tokens.get(at).is("table")) {
      at++;
    }
    at++;
    while (at < tokens.size() && word(tokens, at, "if", "exists", "only")) {
      at++;
    }
    at++;
    while (at + 1 < tokens.size() && tokens.get(at).is(".")) {
      at += 2;
    }
    return Math.min(at, Math.max(0, tokens.size() - 1));
  }

  private static boolean word(List<Token> tokens, int at, String... words) {
    for (String word : words) {
      if (tokens.get(at).is(word)) {
        return true;
      }
    }
    return false;
  }
}
