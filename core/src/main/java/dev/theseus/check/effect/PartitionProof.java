package dev.theseus.check.effect;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether valid CHECKs of a table prove that all its rows lie in the bounds of a partition, so
/// that ATTACH does not read them. Knows range bounds on one column, and list bounds.
final class PartitionProof {
  private PartitionProof() {}

  static boolean holds(Site site, QualifiedName parent, QualifiedName child, Node bound) {
    Relation table = site.relation(child).orElse(null);
    String key = site.catalog().partitionKey(parent);
    if (table == null || key.isEmpty()) {
      return false;
    }
    List<Node> facts = new ArrayList<>();
    table.constraints().stream()
        .filter(one -> one.kind().equals("c") && one.valid())
        .forEach(one -> facts(one.expression(), facts));
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
    Optional<Integer> order =
        fact.find("rexpr").flatMap(value -> Constants.compare(bare(value), bare(bound)));
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
        && fact.find("rexpr").filter(right -> sameValue(right, value)).isPresent();
  }

  private static boolean list(List<Node> facts, String key, Node bound) {
    List<Node> values = bound.list("listdatums");
    return values.size() == 1
        && facts.stream().anyMatch(fact -> compares(fact, key, "=", values.getFirst()));
  }

  /// Equal apart from casts: the server writes `'2024-01-01'` of a date as a cast.
  private static boolean sameValue(Node one, Node other) {
    return bare(one).sameAs(bare(other));
  }

  private static Node bare(Node node) {
    return node.is("TypeCast") ? bare(node.child("arg")) : node;
  }
}
