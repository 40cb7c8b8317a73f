package dev.theseus.check.verdict;

import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.rule.RuleContext.FreshColumn;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.HashSet;
import java.util.Set;

/// What one release has made: nobody uses it yet, and its way back may take it away again.
final class Made {
  private static final Set<Act> RELATIONS =
      Set.of(Act.CREATE_TABLE, Act.CREATE_VIEW, Act.CREATE_PARTITION, Act.CREATE_SEQUENCE);

  private final Set<QualifiedName> relations = new HashSet<>();
  private final Set<FreshColumn> columns = new HashSet<>();

  Set<QualifiedName> relations() {
    return Set.copyOf(relations);
  }

  Set<FreshColumn> columns() {
    return Set.copyOf(columns);
  }

  void remember(Effect effect, CatalogView view, Node tree) {
    for (Action action : effect.actions()) {
      if (RELATIONS.contains(action.act()) || action.node().is("CompositeTypeStmt")) {
        relations.addAll(Created.names(action.node(), view));
      }
      if (action.act().name().startsWith("ADD_COLUMN")) {
        action.table().ifPresent(t -> columns.add(new FreshColumn(t, action.subject())));
      }
    }
    Created.renamed(tree, view, relations);
  }
}
