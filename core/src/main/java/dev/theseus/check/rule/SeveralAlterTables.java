package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Effect;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Two `ALTER TABLE` on one table that could be one; only those that change the catalog alone and
/// do not need each other's commit.
final class SeveralAlterTables extends StatementRule {
  private static final Set<Act> MERGEABLE =
      Set.of(
          Act.ADD_COLUMN,
          Act.DROP_COLUMN,
          Act.SET_DEFAULT,
          Act.DROP_NOT_NULL,
          Act.SET_COLUMN_ATTRIBUTE,
          Act.TABLE_ATTRIBUTE);

  SeveralAlterTables() {
    super("several-alter-tables", "ALTER TABLE statements that could be one", Severity.ADVICE);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    List<Judged> before = context.past().file();
    if (before.isEmpty()) {
      return;
    }
    Optional<QualifiedName> own = table(context, context.effect());
    if (own.isPresent() && own.equals(table(context, before.getLast().effect()))) {
      sink.report(
          context.verdict(
              severity(),
              "The statement before changes the same table, " + own.get() + ".",
              "The table is locked against everything twice, with a queue each time.",
              "Write both as one ALTER TABLE with several commands."));
    }
  }

  private static Optional<QualifiedName> table(RuleContext context, Effect effect) {
    List<Action> actions = effect.actions();
    boolean mergeable =
        !actions.isEmpty()
            && actions.stream().allMatch(action -> MERGEABLE.contains(action.act()))
            && actions.stream().allMatch(action -> action.part() >= 0);
    return mergeable
        ? actions.getFirst().table().filter(table -> !context.isFresh(table))
        : Optional.empty();
  }
}
