package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.RowStatement;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What keeps a statement from being cut into batches without changing what it means.
final class BatchObstacles {
  /// Volatile functions whose value is all they do.
  private static final Set<String> VALUES =
      Set.of(
          "random",
          "random_normal",
          "gen_random_uuid",
          "gen_random_bytes",
          "gen_salt",
          "uuidv4",
          "uuidv7",
          "uuid_generate_v1",
          "uuid_generate_v1mc",
          "uuid_generate_v4",
          "nextval",
          "clock_timestamp",
          "timeofday");

  private final Tables tables;
  private final RowStatement rows;
  private final Node tree;

  BatchObstacles(Tables tables, RowStatement rows) {
    this.tables = tables;
    this.rows = rows;
    this.tree = rows.tree();
  }

  /// The first obstacle; empty when there is none.
  Optional<String> first() {
    if (tree.find("withClause").isPresent() || select().find("withClause").isPresent()) {
      return Optional.of("it has a WITH query, which would run for each batch");
    }
    if (tree.find("returningClause").isPresent()) {
      return Optional.of("it has RETURNING");
    }
    if (!tree.all("CurrentOfExpr").isEmpty()) {
      return Optional.of("it changes the row of a cursor");
    }
    return ofSelect().or(this::readsItsTarget).or(this::unknownFunction);
  }

  private Node select() {
    return tree.find("selectStmt").orElse(tree);
  }

  private Optional<String> ofSelect() {
    if (!tree.is("InsertStmt")) {
      return Optional.empty();
    }
    Node select = select();
    if (select.find("larg").isPresent()) {
      return Optional.of("it selects with UNION, INTERSECT or EXCEPT");
    }
    Map<String, String> clauses = new LinkedHashMap<>();
    clauses.put("distinctClause", "DISTINCT");
    clauses.put("groupClause", "GROUP BY");
    clauses.put("windowClause", "WINDOW");
    clauses.put("sortClause", "ORDER BY");
    clauses.put("lockingClause", "FOR UPDATE");
    for (Map.Entry<String, String> clause : clauses.entrySet()) {
      if (select.fields().contains(clause.getKey())) {
        return Optional.of("it has " + clause.getValue());
      }
    }
    if (select.find("limitCount").isPresent() || select.find("limitOffset").isPresent()) {
      return Optional.of("it has LIMIT or OFFSET");
    }
    return rows.aggregates() || select.find("havingClause").isPresent()
        ? Optional.of("it calls an aggregate or a window function")
        : Optional.empty();
  }

  /// A later batch would see what an earlier one did.
  private Optional<String> readsItsTarget() {
    QualifiedName target = tables.name(tree.child("relation"));
    long named =
        tree.all("RangeVar").stream().filter(one -> tables.name(one).equals(target)).count();
    return named > 1
        ? Optional.of(
            "it reads \"%s\" besides changing it, and would see what earlier batches did"
                .formatted(target))
        : Optional.empty();
  }

  private Optional<String> unknownFunction() {
    for (Node call : tree.all("FuncCall")) {
      String name = call.strings("funcname").getLast();
      if (tables.catalog().types().volatileFunctions().contains(name) && !VALUES.contains(name)) {
        return Optional.of(
            "it calls %s(), which is VOLATILE: what it reads or writes is not known"
                .formatted(name));
      }
    }
    return Optional.empty();
  }

  /// Whether the condition names the rows by constants for a key: a few at most.
  boolean findsRowsByKey() {
    if (tree.is("InsertStmt")) {
      return false;
    }
    Set<Identifier> fixed = new HashSet<>();
    tree.find("whereClause").ifPresent(where -> collectFixed(where, fixed));
    return tables.find(tree.child("relation")).map(Table::constraints).orElse(List.of()).stream()
        .filter(
            one ->
                one.kind() == Constraint.Kind.PRIMARY_KEY || one.kind() == Constraint.Kind.UNIQUE)
        .anyMatch(one -> !one.columns().isEmpty() && fixed.containsAll(one.columns()));
  }

  private static void collectFixed(Node condition, Set<Identifier> fixed) {
    if (condition.is("BoolExpr") && condition.text("boolop").equals("AND_EXPR")) {
      condition.list("args").forEach(one -> collectFixed(one, fixed));
      return;
    }
    boolean equals =
        condition.is("A_Expr")
            && Set.of("AEXPR_OP", "AEXPR_IN").contains(condition.text("kind"))
            && condition.strings("name").equals(List.of("="));
    if (!equals) {
      return;
    }
    Optional<Node> left = condition.find("lexpr").filter(one -> one.is("ColumnRef"));
    List<String> parts = left.map(one -> one.strings("fields")).orElse(List.of());
    if (!parts.isEmpty() && constant(condition)) {
      fixed.add(Identifier.of(parts.getLast()));
    }
  }

  private static boolean constant(Node comparison) {
    boolean list = comparison.list("rexpr").stream().allMatch(BatchObstacles::isConstant);
    return comparison.find("rexpr").map(BatchObstacles::isConstant).orElse(list);
  }

  private static boolean isConstant(Node value) {
    return switch (value.kind()) {
      case "A_Const" -> true;
      case "TypeCast" -> isConstant(value.child("arg"));
      case "List" -> value.list("items").stream().allMatch(BatchObstacles::isConstant);
      default -> false;
    };
  }
}
