package dev.theseus.sql;

/// The text of one SQL expression. It is used whole and never edited as text; columns inside it are
/// renamed by the grammar on the parse tree.
///
/// @param text the expression as its author wrote it
public record Expression(String text) implements SqlPart {

  public Expression {
    SqlText.checked("an expression", text);
  }

  /// The expression with this text.
  public static Expression of(String text) {
    return new Expression(text);
  }

  /// The text; put parentheses around the placeholder where precedence matters.
  @Override
  public String rendered() {
    return SqlText.closed(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
