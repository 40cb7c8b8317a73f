package dev.theseus.migration;

import dev.theseus.error.InvalidMigration;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;

/// The text of one file, for saying where in it something stands.
///
/// @param file the file's name as it is shown
/// @param text its text without byte order mark
record SourceText(String file, String text) {

  /// `file:line`.
  String line(int offset) {
    return file + ":" + lineNumber(offset);
  }

  /// `file:line:column`, both from 1; the column counts characters, not bytes.
  String position(int offset) {
    int start = lineStart(offset);
    int column = text.codePointCount(start, Math.min(offset, text.length())) + 1;
    return line(offset) + ":" + column;
  }

  private int lineNumber(int offset) {
    int end = Math.min(offset, text.length());
    return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
  }

  int lineStart(int offset) {
    return offset <= 0 ? 0 : text.lastIndexOf('\n', Math.min(offset, text.length()) - 1) + 1;
  }

  int lineEnd(int offset) {
    int end = text.indexOf('\n', Math.min(offset, text.length()));
    return end < 0 ? text.length() : end;
  }

  /// The line with a caret below the offending character, each indented by two.
  String excerpt(int offset) {
    int start = lineStart(offset);
    String line = text.substring(start, lineEnd(offset)).stripTrailing();
    // tabs stay tabs, so that the caret stands right at any tab width
    String before = text.substring(start, Math.min(offset, text.length())).replaceAll("[^\t]", " ");
    return "\n  " + line + "\n  " + before + "^";
  }

  InvalidMigration invalid(ProblemCode code, int offset, String what, String fix) {
    return new InvalidMigration(new Problem(code, what, position(offset), fix + excerpt(offset)));
  }
}
