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
    if (node.is("MergeStmt") || FewRows.are(context, action)) {
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
}
