package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.grammar.Node;
import java.util.Optional;

/// All rows changed or deleted by one statement.
final class UnbatchedChange extends ActionRule {
  UnbatchedChange() {
    super("unbatched-change", "all rows changed at once", Severity.WARNING, Act.UPDATE, Act.DELETE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    Node node = action.node();
    if (node.is("MergeStmt") || selective(node)) {
      return Optional.empty();
    }
    boolean all = node.find("whereClause").isEmpty();
    return Optional.of(
        Advice.bySize(
            (all ? "It has no WHERE: all rows are" : "As many rows as match are")
                + " locked until it ends, writers wait for them, the table grows by a copy of each,"
                + " and replicas lag.",
            "Change a few thousand rows at a time by ranges of the key, each in its own"
                + " transaction."));
  }

  /// Rows chosen by equality, a list or a key range: probably few.
  private static boolean selective(Node node) {
    return node.find("whereClause")
        .filter(
            where ->
                where.all("A_Expr").stream()
                    .anyMatch(
                        e ->
                            constant(e)
                                && (e.strings("name").equals(java.util.List.of("="))
                                    || e.text("kind").equals("AEXPR_IN")
                                    || e.text("kind").startsWith("AEXPR_BETWEEN"))))
        .isPresent();
  }

  private static boolean constant(Node expression) {
    return expression
        .find("rexpr")
        .map(right -> right.is("A_Const") || right.is("ParamRef") || right.is("List"))
        .orElse(!expression.list("rexpr").isEmpty());
  }
}
