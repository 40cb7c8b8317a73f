package dev.theseus.check.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is open where a line ends: a string of any kind, a quoted name, or a block comment. A text
/// is given line by line.
final class OpenQuotes {
  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*+)?\\$");

  private enum Kind {
    NOTHING,
    STRING,
    /// A string in which a backslash escapes.
    ESCAPES,
    DOLLAR,
    NAME,
    COMMENT
  }

  private Kind kind = Kind.NOTHING;
  private String tag = "";
  private int depth;

  boolean any() {
    return kind != Kind.NOTHING;
  }

  void reset() {
    kind = Kind.NOTHING;
  }

  /// Reads one line; returns where a comment to the end of the line starts in it, or its length.
  int line(String line) {
    int at = 0;
    while (at < line.length()) {
      if (kind == Kind.NOTHING && line.startsWith("--", at)) {
        return at;
      }
      at =
          switch (kind) {
            case NOTHING -> code(line, at);
            case STRING -> closed(line, at, "'");
            case NAME -> closed(line, at, "\"");
            case DOLLAR -> closed(line, at, tag);
            case ESCAPES -> escapes(line, at);
            case COMMENT -> comment(line, at);
          };
    }
    return line.length();
  }

  private int closed(String line, int at, String quote) {
    int end = line.indexOf(quote, at);
    if (end < 0) {
      return line.length();
    }
    kind = Kind.NOTHING;
    return end + quote.length();
  }

  private int escapes(String line, int at) {
    char c = line.charAt(at);
    boolean doubled = c == '\'' && line.startsWith("''", at);
    if (c == '\'' && !doubled) {
      kind = Kind.NOTHING;
    }
    return at + (c == '\\' || doubled ? 2 : 1);
  }

  private int comment(String line, int at) {
    if (line.startsWith("/*", at)) {
      depth++;
      return at + 2;
    }
    if (!line.startsWith("*/", at)) {
      return at + 1;
    }
    depth--;
    kind = depth == 0 ? Kind.NOTHING : kind;
    return at + 2;
  }

  private int code(String line, int at) {
    char c = line.charAt(at);
    boolean word = at > 0 && isWord(line.charAt(at - 1));
    if (c == '\'') {
      boolean escapes =
          word
              && Character.toLowerCase(line.charAt(at - 1)) == 'e'
              && (at < 2 || !isWord(line.charAt(at - 2)));
      kind = escapes ? Kind.ESCAPES : Kind.STRING;
    } else if (c == '"') {
      kind = Kind.NAME;
    } else if (line.startsWith("/*", at)) {
      kind = Kind.COMMENT;
      depth = 1;
      return at + 2;
    } else if (c == '$' && !word) {
      Matcher dollar = DOLLAR.matcher(line).region(at, line.length());
      if (dollar.lookingAt()) {
        kind = Kind.DOLLAR;
        tag = dollar.group();
        return dollar.end();
      }
    }
    return at + 1;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
