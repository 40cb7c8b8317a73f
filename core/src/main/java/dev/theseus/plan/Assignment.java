package dev.theseus.plan;

import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;

/// One column a backfill fills.
///
/// @param column the physical column that is written
/// @param value over the row, with physical column names; whole, never edited
/// @param rule when a row is due
public record Assignment(Identifier column, Expression value, Rule rule) {
  /// When a row is due.
  public enum Rule {
    /// `column IS DISTINCT FROM value`.
    DIFFERS,
    /// The same for types without an equality operator: both sides compared as text.
    DIFFERS_AS_TEXT,
    /// `column IS NULL`: the value is volatile, or each row may have one of its own.
    MISSING,
    /// `column IS NULL` where the value is not: like [#MISSING] for a value that may be NULL.
    MISSING_THOUGH_GIVEN;

    /// Whether a column keeps the value it has, whatever `value` would give now.
    public boolean keeps() {
      return this == MISSING || this == MISSING_THOUGH_GIVEN;
    }
  }
}
