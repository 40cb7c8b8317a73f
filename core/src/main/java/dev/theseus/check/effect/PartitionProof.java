package dev.theseus.check.effect;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether valid CHECKs of a table prove that all its rows lie in the bounds of a partition, or
/// none of a DEFAULT partition's does, so that ATTACH does not read them. Knows range bounds on one
/// column, and list bounds.
final class PartitionProof {
  private PartitionProof() {}

  static boolean holds(Site site, QualifiedName parent, QualifiedName child, Node bound) {
    Relation table = site.relation(child).orElse(null);
    String key = site.catalog().partitionKey(parent);
    if (table == null || key.isEmpty()) {
      return false;
    }
    List<Node> facts = facts(table);
    boolean required =
        table.columns().stream().anyMatch(c -> c.name().name().equals(key) && c.notNull())
            || facts.stream().anyMatch(fact -> notNull(fact, key));
    return required
        && switch (bound.text("strategy")) {
          case "PARTITION_STRATEGY_RANGE", "r" -> range(facts, key, bound);
          case "PARTITION_STRATEGY_LIST", "l" -> list(facts, key, bound);
          default -> false;
        };
  }

  /// Whether no row of the DEFAULT partition lies in a range.
  static boolean outside(Site site, QualifiedName parent, QualifiedName child, Node bound) {
    Relation table = site.relation(child).orElse(null);
    String key = site.catalog().partitionKey(parent);
    List<Node> lower = bound.list("lowerdatums");
    List<Node> upper = bound.list("upperdatums");
    return table != null
        && !key.isEmpty()
        && lower.size() == 1
        && upper.size() == 1
        && facts(table).stream()
            .anyMatch(fact -> outside(fact, key, lower.getFirst(), upper.getFirst()));
  }

  private static boolean outside(Node fact, String key, Node lower, Node upper) {
    if (!fact.is("BoolExpr")) {
      return implies(fact, key, "<", lower) || implies(fact, key, ">=", upper);
    }
    List<Node> parts = fact.list("args");
    return switch (fact.text("boolop")) {
      case "OR_EXPR" -> parts.stream().allMatch(part -> outside(part, key, lower, upper));
      case "NOT_EXPR" -> notWithin(parts.getFirst(), key, lower, upper);
      default -> false;
    };
  }

  /// A range that the key is not in covers the bounds.
  private static boolean notWithin(Node range, String key, Node lower, Node upper) {
    List<Node> parts = new ArrayList<>();
    conjuncts(range, parts);
    return parts.size() == 2
        && parts.stream().anyMatch(part -> bounds(part, key, ">=", lower, -1))
        && parts.stream().anyMatch(part -> bounds(part, key, "<", upper, 1));
  }

  private static boolean bounds(Node part, String key, String operator, Node bound, int side) {
    return part.is("A_Expr")
        && part.strings("name").equals(List.of(operator))
        && part.find("lexpr").filter(left -> Expressions.isColumn(left, key)).isPresent()
        && part.find("rexpr")
            .flatMap(value -> Constants.compare(value, bound))
            .filter(order -> order * side >= 0)
            .isPresent();
  }

  private static List<Node> facts(Relation table) {
    List<Node> facts = new ArrayList<>();
    table.constraints().stream()
        .filter(one -> one.kind().equals("c") && one.valid())
        .forEach(one -> facts(one.expression(), facts));
    return facts;
  }

  private static void facts(String expression, List<Node> facts) {
    try {
      conjuncts(Grammar.expression(expression).tree(), facts);
    } catch (SqlSyntaxException e) {
      // an expression that cannot be read proves nothing
    }
  }

  private static void conjuncts(Node node, List<Node> facts) {
    if (node.is("BoolExpr") && node.text("boolop").equals("AND_EXPR")) {
      node.list("args").forEach(part -> conjuncts(part, facts));
    } else {
      facts.add(node);
    }
  }

  private static boolean notNull(Node fact, String key) {
    return fact.is("NullTest")
        && fact.text("nulltesttype").equals("IS_NOT_NULL")
        && Expressions.isColumn(fact.child("arg"), key);
  }

  private static boolean range(List<Node> facts, String key, Node bound) {
    return side(facts, key, bound.list("lowerdatums"), ">=", "minvalue")
        && side(facts, key, bound.list("upperdatums"), "<", "maxvalue");
  }

  private static boolean side(
      List<Node> facts, String key, List<Node> datums, String operator, String unlimited) {
    if (datums.size() != 1) {
      return false;
    }
    Node datum = datums.getFirst();
    List<String> words = datum.is("ColumnRef") ? datum.strings("fields") : List.of();
    if (words.size() == 1 && words.getFirst().equalsIgnoreCase(unlimited)) {
      return true;
    }
    return facts.stream().anyMatch(fact -> implies(fact, key, operator, datum));
  }

  /// Whether the fact puts the key on the right side of the bound.
  private static boolean implies(Node fact, String key, String operator, Node bound) {
    if (compares(fact, key, operator, bound)) {
      return true;
    }
    if (!fact.is("A_Expr")
        || fact.find("lexpr").filter(left -> Expressions.isColumn(left, key)).isEmpty()) {
      return false;
    }
    Optional<Integer> order = fact.find("rexpr").flatMap(value -> Constants.compare(value, bound));
    String relation = String.join("", fact.strings("name"));
    boolean lower = operator.equals(">=");
    return order.isPresent()
        && switch (relation) {
          case ">", ">=" -> lower && order.get() >= 0;
          case "<" -> !lower && order.get() <= 0;
          case "<=" -> !lower && order.get() < 0;
          case "=" -> lower ? order.get() >= 0 : order.get() < 0;
          default -> false;
        };
  }

  private static boolean compares(Node fact, String key, String operator, Node value) {
    return fact.is("A_Expr")
        && fact.strings("name").equals(List.of(operator))
        && fact.find("lexpr").filter(left -> Expressions.isColumn(left, key)).isPresent()
        && fact.find("rexpr").filter(right -> Constants.same(right, value)).isPresent();
  }

  private static boolean list(List<Node> facts, String key, Node bound) {
    List<Node> values = bound.list("listdatums");
    return facts.stream()
        .map(fact -> possible(fact, key))
        .anyMatch(
            possible ->
                !possible.isEmpty()
                    && possible.stream()
                        .allMatch(
                            one -> values.stream().anyMatch(value -> Constants.same(one, value))));
  }

  /// The values that the fact leaves to the key; empty where it does not name them.
  private static List<Node> possible(Node fact, String key) {
    boolean equal =
        fact.is("A_Expr")
            && fact.strings("name").equals(List.of("="))
            && fact.find("lexpr")
                .filter(left -> Expressions.isColumn(Constants.bare(left), key))
                .isPresent();
    Node right = equal ? fact.child("rexpr") : fact;
    return switch (equal ? fact.text("kind") : "") {
      case "AEXPR_OP" -> List.of(right);
      case "AEXPR_OP_ANY" -> Constants.bare(right).list("elements");
      default -> List.of();
    };
  }
}
