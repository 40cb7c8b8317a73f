package dev.theseus.check.rule;

import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Whether the condition of an UPDATE or DELETE leaves few rows: the key of a unique index is
/// given, or a range of it. Where the indexes are not known, any column that is given counts.
final class FewRows {
  /// Where a row stands; ranges of it are batches.
  private static final String PLACE = "ctid";

  private final Set<String> given = new HashSet<>();
  private final Set<String> from = new HashSet<>();
  private final Set<String> to = new HashSet<>();
  private final String own;
  private boolean limited;
  private final Predicate<Node> variable;

  /// @param own the name of the changed table
  private FewRows(String own, Predicate<Node> variable) {
    this.own = own;
    this.variable = variable;
  }

  static boolean are(RuleContext context, Action action) {
    Optional<Relation> relation =
        action
            .table()
            .flatMap(table -> context.catalog().relation(table))
            .filter(found -> !found.columns().isEmpty());
    Predicate<Node> variable = ref -> isVariable(ref, action.node(), relation);
    FewRows rows = new FewRows(action.node().child("relation").text("relname"), variable);
    action.node().find("whereClause").ifPresent(rows::read);
    return rows.limited
        || rows.chooses(PLACE)
        || relation.map(rows::areFewOf).orElseGet(rows::chooseAny);
  }

  /// Whether a name is no column of the only table, but of the function around the statement.
  private static boolean isVariable(Node reference, Node statement, Optional<Relation> relation) {
    List<String> names = reference.strings("fields");
    boolean onlyTable =
        statement.list("fromClause").isEmpty() && statement.list("usingClause").isEmpty();
    if (!onlyTable || relation.isEmpty() || names.isEmpty()) {
      return false;
    }
    return names.size() == 1
        && relation.get().columns().stream()
            .noneMatch(column -> column.name().name().equals(names.getFirst()));
  }

  /// All parts of an AND hold; what stands below OR and NOT chooses nothing by itself.
  private void read(Node condition) {
    if (condition.is("BoolExpr") && condition.text("boolop").equals("AND_EXPR")) {
      condition.list("args").forEach(this::read);
      return;
    }
    limited |= condition.is("CurrentOfExpr");
    if (condition.is("SubLink") && condition.text("subLinkType").equals("ANY_SUBLINK")) {
      condition.find("testexpr").ifPresent(keys -> chosen(keys, condition.child("subselect")));
    }
    if (condition.is("A_Expr")) {
      chosenFromArray(condition);
      compared(condition);
    }
  }

  /// `key = ANY (ARRAY (SELECT key … LIMIT n))`.
  private void chosenFromArray(Node condition) {
    condition
        .find("rexpr")
        .filter(right -> condition.text("kind").equals("AEXPR_OP_ANY") && right.is("SubLink"))
        .flatMap(right -> right.find("subselect"))
        .ifPresent(query -> chosen(condition.child("lexpr"), query));
  }

  /// Keys that a query with a LIMIT finds: of the table itself, or whole keys of it.
  private void chosen(Node keys, Node query) {
    boolean few =
        query.all("SelectStmt").stream().anyMatch(one -> one.find("limitCount").isPresent());
    if (!few) {
      return;
    }
    limited |= query.all("RangeVar").stream().anyMatch(table -> table.text("relname").equals(own));
    List<Node> columns = keys.is("RowExpr") ? keys.list("args") : List.of(keys);
    columns.forEach(key -> given.add(column(Optional.of(key))));
  }

  private void compared(Node expression) {
    String column = column(expression.find("lexpr"));
    boolean constant = isConstant(expression);
    if (column.isEmpty() || !constant) {
      return;
    }
    String operator = expression.strings("name").stream().findFirst().orElse("");
    switch (expression.text("kind")) {
      case "AEXPR_BETWEEN", "AEXPR_BETWEEN_SYM" -> {
        from.add(column);
        to.add(column);
      }
      case "AEXPR_OP", "AEXPR_IN", "AEXPR_OP_ANY" -> {
        switch (operator) {
          case "=" -> given.add(column);
          case ">", ">=" -> from.add(column);
          case "<", "<=" -> to.add(column);
          default -> {}
        }
      }
      default -> {}
    }
  }

  private static String column(Optional<Node> side) {
    List<String> names =
        side.filter(node -> node.is("ColumnRef"))
            .map(node -> node.strings("fields"))
            .orElse(List.of());
    return names.isEmpty() ? "" : names.getLast();
  }

  /// One value or a list of them; true and false divide the rows in two.
  private boolean isConstant(Node expression) {
    Optional<Node> right = expression.find("rexpr");
    boolean half = right.filter(node -> node.find("boolval").isPresent()).isPresent();
    boolean other =
        right
            .filter(node -> !node.is("SubLink"))
            .filter(
                node ->
                    (node.is("ColumnRef") && !variable.test(node))
                        || !node.all("ColumnRef").stream().allMatch(variable))
            .isPresent();
    return !half && !other;
  }

  private boolean chooses(String column) {
    return given.contains(column) || (from.contains(column) && to.contains(column));
  }

  private boolean chooseAny() {
    return !given.isEmpty() || from.stream().anyMatch(to::contains);
  }

  private boolean areFewOf(Relation relation) {
    return relation.indexes().stream()
        .filter(index -> index.unique() && index.valid() && index.simple())
        .map(index -> index.keys().stream().map(key -> key.name()).toList())
        .filter(keys -> !keys.isEmpty())
        .anyMatch(keys -> given.containsAll(keys) || chooses(keys.getFirst(), keys.size()));
  }

  /// A range of the first key of several says little, one of a single key is a batch.
  private boolean chooses(String key, int keys) {
    return keys == 1 && chooses(key);
  }
}
