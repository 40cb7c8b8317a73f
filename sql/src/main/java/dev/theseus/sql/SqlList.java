package dev.theseus.sql;

import java.util.List;
import java.util.stream.Collectors;

/// Several parts with a separator between them: `"a", "b"` or `x = 1 AND y = 2`.
///
/// @param parts what is joined, at least one
/// @param separator what stands between
public record SqlList(List<SqlPart> parts, Separator separator) implements SqlPart {

  /// What stands between the parts of a list.
  public enum Separator {
    /// A comma, for names and values.
    COMMA(", "),
    /// `AND`, for conditions; each part stands in parentheses.
    AND(") AND ("),
    /// `OR`, for conditions; each part stands in parentheses.
    OR(") OR ("),
    /// A line break, for the statements of a function body.
    LINES("\n");

    private final String text;

    Separator(String text) {
      this.text = text;
    }

    private boolean parenthesised() {
      return this == AND || this == OR;
    }
  }

  public SqlList {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a list of SQL parts is empty; leave its clause out");
    }
  }

  /// The parts with commas between.
  public static SqlList of(List<? extends SqlPart> parts) {
    return new SqlList(List.copyOf(parts), Separator.COMMA);
  }

  /// The parts with commas between.
  public static SqlList of(SqlPart... parts) {
    return of(List.of(parts));
  }

  /// The conditions that must all hold, each in parentheses.
  public static SqlList allOf(List<? extends SqlPart> conditions) {
    return new SqlList(List.copyOf(conditions), Separator.AND);
  }

  /// The conditions of which one must hold, each in parentheses and several of them together, too:
  /// where the list stands beside `AND`, that would bind its first one only.
  public static SqlList anyOf(List<? extends SqlPart> conditions) {
    return new SqlList(List.copyOf(conditions), Separator.OR);
  }

  /// The parts, one per line.
  public static SqlList lines(List<? extends SqlPart> parts) {
    return new SqlList(List.copyOf(parts), Separator.LINES);
  }

  @Override
  public String rendered() {
    String joined =
        parts.stream().map(SqlPart::rendered).collect(Collectors.joining(separator.text));
    if (!separator.parenthesised()) {
      return joined;
    }
    return separator == Separator.OR && parts.size() > 1
        ? "((" + joined + "))"
        : "(" + joined + ")";
  }

  @Override
  public String toString() {
    return rendered();
  }
}
