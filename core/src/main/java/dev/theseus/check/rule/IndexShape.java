package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Optional;

/// An index that is wide, that only compares, or that another one makes needless.
final class IndexShape extends ActionRule {
  private static final int WIDE = 3;

  IndexShape() {
    super("index-shape", "index of doubtful use", Severity.ADVICE, Act.CREATE_INDEX);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    Node tree = action.node();
    List<String> columns =
        tree.list("indexParams").stream().map(column -> column.text("name")).toList();
    if (columns.size() > WIDE) {
      return Optional.of(
          Advice.of(
              "An index over more than three columns is large, and each write pays for it.",
              "Index the columns that select; INCLUDE what is only read."));
    }
    if (tree.text("accessMethod").equals("hash")) {
      return Optional.of(
          Advice.of(
              "A hash index cannot sort, be unique or have several columns.",
              "Use a btree index unless the key is long."));
    }
    return redundant(context, action, columns);
  }

  private static Optional<Advice> redundant(
      RuleContext context, Action action, List<String> columns) {
    boolean plain =
        !columns.contains("")
            && action.node().find("whereClause").isEmpty()
            && !action.node().flag("unique");
    String written = action.node().text("accessMethod");
    String method = written.isEmpty() ? "btree" : written;
    return action
        .table()
        .filter(table -> plain)
        .flatMap(table -> context.catalog().relation(table))
        .flatMap(
            relation ->
                relation.indexes().stream()
                    .filter(index -> index.simple() && index.valid())
                    .filter(index -> same(index, columns, method))
                    .findFirst())
        .map(
            index ->
                Advice.of(
                    "The index " + index.name() + " has the same columns.",
                    "Leave the new one away, or drop the other CONCURRENTLY."));
  }

  private static boolean same(Relation.Index index, List<String> columns, String method) {
    return index.keys().stream().map(Object::toString).toList().equals(columns)
        && index.method().equals(method);
  }
}
