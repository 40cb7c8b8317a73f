package dev.theseus.check.rule;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Token;
import java.util.List;

/// PL/pgSQL's `INTO` of a query or a `RETURNING`, which plain SQL does not know.
final class Variables {
  private Variables() {}

  /// The statement with spaces for `INTO [STRICT] variable, …`; places stay.
  static String blanked(String sql) {
    List<Token> tokens =
        Grammar.scan(sql).stream().filter(token -> token.kind() != Token.Kind.COMMENT).toList();
    StringBuilder text = new StringBuilder(sql);
    for (int i = 1; i < tokens.size(); i++) {
      Token before = tokens.get(i - 1);
      if (tokens.get(i).is("into") && !before.is("insert") && !before.is("merge")) {
        int end = end(tokens, i);
        int from = tokens.get(i).range().start();
        int to = tokens.get(end - 1).range().end();
        for (int k = from; k < to; k++) {
          text.setCharAt(k, sql.charAt(k) == '\n' ? '\n' : ' ');
        }
        i = end - 1;
      }
    }
    return text.toString();
  }

  /// Where the list of variables that begins at `INTO` ends.
  private static int end(List<Token> tokens, int into) {
    int i = into + 1;
    if (i < tokens.size() && tokens.get(i).is("strict")) {
      i++;
    }
    boolean wanted = true;
    while (i < tokens.size()) {
      Token token = tokens.get(i);
      if (wanted && (token.is(",") || token.is(".") || token.is(";"))) {
        break;
      }
      if (!wanted && !token.is(",") && !token.is(".")) {
        break;
      }
      wanted = !wanted;
      i++;
    }
    return i;
  }
}
