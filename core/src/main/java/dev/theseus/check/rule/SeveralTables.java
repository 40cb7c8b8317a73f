package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.check.effect.Role;
import dev.theseus.sql.QualifiedName;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Strong locks on several tables in one transaction.
final class SeveralTables extends StatementRule {
  /// The table itself and those that foreign keys and inheritance connect with it.
  private static final Set<Role> CONNECTED =
      Set.of(Role.TARGET, Role.REFERENCED, Role.REFERENCING, Role.PARENT);

  SeveralTables() {
    super(
        "several-tables-in-transaction",
        "strong locks on several tables in one transaction",
        Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    Set<QualifiedName> own = strong(context, context.effect());
    Set<QualifiedName> before = new TreeSet<>();
    context.past().transaction().forEach(judged -> before.addAll(strong(context, judged.effect())));
    own.removeAll(before);
    if (own.isEmpty() || before.isEmpty()) {
      return;
    }
    sink.report(
        context.verdict(
            severity(),
            "Locks "
                + names(own)
                + " while earlier statements of the same transaction (joined by "
                + context.joinedBy()
                + ") still hold "
                + names(before)
                + ".",
            "A transaction of the application that uses the tables in another order deadlocks with"
                + " it, and all of them wait until the end.",
            "One table per transaction."));
  }

  private static Set<QualifiedName> strong(RuleContext context, Effect effect) {
    return effect.actions().stream()
        .flatMap(action -> action.uses().stream())
        .filter(use -> use.lock().needsBudget())
        .filter(use -> CONNECTED.contains(use.role()))
        .map(RelationUse::relation)
        .filter(table -> !context.isFresh(table))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String names(Set<QualifiedName> names) {
    return names.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
