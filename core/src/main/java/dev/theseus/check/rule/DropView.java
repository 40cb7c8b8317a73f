package dev.theseus.check.rule;

import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// A view that goes: code that names it fails. One that the same transaction makes again is not
/// missed by anyone.
final class DropView extends ActionRule {
  DropView() {
    super("drop-view", "dropped view", Severity.WARNING, Act.DROP_VIEW);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (action.table().filter(view -> comesAgain(context, view)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.of(
            "Code that names the view fails, and views that read it go with CASCADE.",
            "Release code that does not use it first; to change it, CREATE OR REPLACE VIEW, or drop"
                + " and create it in one transaction."));
  }

  private static boolean comesAgain(RuleContext context, QualifiedName view) {
    CheckedStatement own = context.statement();
    List<CheckedStatement> all = context.file().statements();
    int from = all.indexOf(own);
    return own.inTransaction()
        && from >= 0
        && all.subList(from + 1, all.size()).stream()
            .filter(later -> later.transaction() == own.transaction())
            .anyMatch(later -> makes(later.statement().tree(), view, context));
  }

  private static boolean makes(Node tree, QualifiedName view, RuleContext context) {
    Optional<Node> made =
        switch (tree.kind()) {
          case "ViewStmt" -> tree.find("view");
          case "CreateTableAsStmt" -> tree.find("into").flatMap(into -> into.find("rel"));
          case "CreateStmt" -> tree.find("relation");
          default -> Optional.empty();
        };
    return made.map(new Tables(context)::name).filter(view::equals).isPresent();
  }
}
