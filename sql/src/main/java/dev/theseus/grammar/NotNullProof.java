package dev.theseus.grammar;

import java.util.List;

/// Whether a CHECK proves that a column holds no null, by the rule that PostgreSQL goes by when it
/// spares the scan of `SET NOT NULL` (PostgreSQL manual, ALTER TABLE, "SET/DROP NOT NULL").
public final class NotNullProof {
  private NotNullProof() {}

  /// Whether a row for which the condition is true cannot hold null in the column. False also for
  /// text that is no expression.
  public static boolean holds(String condition, String column) {
    try {
      return holds(Grammar.expression(condition).tree(), column);
    } catch (SqlSyntaxException e) {
      return false;
    }
  }

  private static boolean holds(Node expression, String column) {
    return switch (expression.kind()) {
      case "NullTest" ->
          expression.text("nulltesttype").equals("IS_NOT_NULL")
              && expression.find("arg").filter(arg -> isColumn(arg, column)).isPresent();
      case "BoolExpr" -> {
        List<Node> parts = expression.list("args");
        yield switch (expression.text("boolop")) {
          case "AND_EXPR" -> parts.stream().anyMatch(part -> holds(part, column));
          case "OR_EXPR" -> parts.stream().allMatch(part -> holds(part, column));
          case "NOT_EXPR" -> holdsWhereFalse(parts.getFirst(), column);
          default -> false;
        };
      }
      default -> false;
    };
  }

  /// The same of a row for which the expression is false.
  private static boolean holdsWhereFalse(Node expression, String column) {
    return switch (expression.kind()) {
      case "NullTest" ->
          expression.text("nulltesttype").equals("IS_NULL")
              && expression.find("arg").filter(arg -> isColumn(arg, column)).isPresent();
      case "BoolExpr" -> {
        List<Node> parts = expression.list("args");
        yield switch (expression.text("boolop")) {
          case "AND_EXPR" -> parts.stream().allMatch(part -> holdsWhereFalse(part, column));
          case "OR_EXPR" -> parts.stream().anyMatch(part -> holdsWhereFalse(part, column));
          case "NOT_EXPR" -> holds(parts.getFirst(), column);
          default -> false;
        };
      }
      default -> false;
    };
  }

  private static boolean isColumn(Node expression, String column) {
    List<String> names = expression.is("ColumnRef") ? expression.strings("fields") : List.of();
    return !names.isEmpty() && names.getLast().equals(column);
  }
}
