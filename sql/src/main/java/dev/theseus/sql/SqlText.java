package dev.theseus.sql;

import java.util.Objects;

/// Checks that hold for every piece of SQL text.
final class SqlText {

  private SqlText() {}

  static String checked(String what, String text) {
    Objects.requireNonNull(text, what);
    if (text.isBlank()) {
      throw new IllegalArgumentException(what + " is empty; give its SQL text");
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          what + " contains a NUL character, which PostgreSQL cannot read; remove it");
    }
    return text;
  }

  /// A line comment at the end would swallow whatever the template puts behind, so text that may
  /// hold one is closed with a line break.
  static String closed(String text) {
    return text.contains("--") ? text + "\n" : text;
  }
}
