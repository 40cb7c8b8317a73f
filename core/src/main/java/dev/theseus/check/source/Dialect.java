package dev.theseus.check.source;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SourceRange;
import dev.theseus.grammar.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells by words that PostgreSQL does not know which database a statement was written for.
final class Dialect {
  private static final int HEAD_CHARACTERS = 200_000;
  private static final Map<String, Pattern> WORDS = words();

  private Dialect() {}

  private static Map<String, Pattern> words() {
    Map<String, Pattern> words = new LinkedHashMap<>();
    int flags = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE;
    words.put(
        "MySQL",
        Pattern.compile(
            "\\bENGINE\\s*=\\s*\\w+|\\bAUTO_INCREMENT\\b|^[ \\t]*DELIMITER\\s+\\S+"
                + "|`\\w+`|\\bDATETIME\\(\\d\\)|\\bUNSIGNED\\b|^[ \\t]*#\\s",
            flags));
    words.put(
        "SQL Server",
        Pattern.compile(
            "^[ \\t]*GO[ \\t]*$|\\[dbo\\]"
                + "|\\bIDENTITY\\s*\\(\\d+\\s*,\\s*\\d+\\)|\\bNVARCHAR\\s*\\(",
            flags));
    words.put(
        "Oracle", Pattern.compile("\\bVARCHAR2\\b|\\bNUMBER\\s*\\(\\d+|\\bSYSDATE\\b", flags));
    words.put("SQLite", Pattern.compile("\\bAUTOINCREMENT\\b|^[ \\t]*PRAGMA\\s+\\w+", flags));
    return words;
  }

  /// The same mistakes; of those in SQL of another database the first says so and stands for all.
  ///
  /// @param scopes the statement that each mistake stands in, in the same order
  static List<Trouble> told(List<Trouble> mistakes, List<SourceRange> scopes, String text) {
    List<Trouble> told = new ArrayList<>();
    Set<String> found = new HashSet<>();
    for (int i = 0; i < mistakes.size(); i++) {
      Trouble mistake = mistakes.get(i);
      Optional<String> dialect =
          mistake.rule() == ReadingRule.SYNTAX_ERROR
              ? of(scopes.get(i).in(text))
              : Optional.empty();
      if (dialect.isEmpty()) {
        told.add(mistake);
      } else if (found.add(dialect.get())) {
        told.add(
            new Trouble(
                mistake.rule(),
                mistake.range(),
                "this looks like SQL for "
                    + dialect.get()
                    + ", which PostgreSQL cannot read: "
                    + mistake.message()));
      }
    }
    return told;
  }

  /// What a statement that PostgreSQL cannot read is written for, by its code alone.
  private static Optional<String> of(String statement) {
    String head = code(statement.substring(0, Math.min(statement.length(), HEAD_CHARACTERS)));
    return WORDS.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(head).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Comments and strings may name anything.
  private static String code(String statement) {
    StringBuilder code = new StringBuilder(statement);
    for (Token token : Grammar.scan(statement)) {
      if (token.kind() == Token.Kind.COMMENT || token.kind() == Token.Kind.STRING) {
        for (int i = token.range().start(); i < token.range().end(); i++) {
          code.setCharAt(i, code.charAt(i) == '\n' ? '\n' : ' ');
        }
      }
    }
    return code.toString();
  }
}
