package dev.theseus.sql;

import java.math.BigDecimal;
import java.util.Objects;

/// A constant in SQL text, for the places where PostgreSQL takes no bind parameter (DDL, function
/// bodies, `SET`).
///
/// @param rendered the constant as SQL
public record Literal(String rendered) implements SqlPart {

  public Literal {
    SqlText.checked("a literal", rendered);
  }

  /// A string constant. It means the same whatever `standard_conforming_strings` says: text with a
  /// backslash is written as `E'…'`.
  ///
  /// @throws IllegalArgumentException if the text holds a NUL character
  public static Literal of(String text) {
    Objects.requireNonNull(text, "text");
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a string constant cannot hold a NUL character; remove it");
    }
    String quoted = "'" + text.replace("'", "''") + "'";
    return new Literal(text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\"));
  }

  /// A whole number. Negative ones stand in parentheses, so that a minus sign before them cannot
  /// become a comment.
  public static Literal of(long number) {
    return number(Long.toString(number));
  }

  /// A decimal number, without exponent.
  public static Literal of(BigDecimal number) {
    return number(number.toPlainString());
  }

  /// `TRUE` or `FALSE`.
  public static Literal of(boolean value) {
    return new Literal(value ? "TRUE" : "FALSE");
  }

  /// `NULL`.
  public static Literal ofNull() {
    return new Literal("NULL");
  }

  private static Literal number(String digits) {
    return new Literal(digits.startsWith("-") ? "(" + digits + ")" : digits);
  }

  @Override
  public String toString() {
    return rendered;
  }
}
