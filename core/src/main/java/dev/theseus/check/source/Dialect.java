package dev.theseus.check.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells by words that PostgreSQL does not know which database a text was written for.
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

  static Optional<String> of(String text) {
    String head = text.substring(0, Math.min(text.length(), HEAD_CHARACTERS));
    return WORDS.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(head).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
