package dev.theseus.grammar;

/// A place in a text as editors show it.
///
/// @param line the line, 1 for the first
/// @param column the column in characters as people count them (code points), 1 for the first
public record Position(int line, int column) {

  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("no position at line " + line + ", column " + column);
    }
  }

  /// The place of a UTF-16 offset. Lines end with `\n`, `\r\n` or `\r`.
  public static Position of(String text, int offset) {
    if (offset < 0 || offset > text.length()) {
      throw new IllegalArgumentException(
          "offset " + offset + " is outside a text of " + text.length() + " characters");
    }
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      char c = text.charAt(i);
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !pair)) {
        line++;
        lineStart = i + 1;
      }
    }
    return new Position(line, text.codePointCount(lineStart, offset) + 1);
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
