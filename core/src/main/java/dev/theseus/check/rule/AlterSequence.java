package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// A sequence that is changed: who draws a number from it waits, and it waits for all who have.
final class AlterSequence extends ActionRule {
  AlterSequence() {
    super("alter-sequence", "changed sequence", Severity.WARNING, Act.CHANGE_SEQUENCE);
  }

  @Override
  Optional<Advice> judge(RuleContext context, Action action) {
    if (action.table().filter(sequence -> isOfFresh(sequence, context)).isPresent()) {
      return Optional.empty();
    }
    boolean full = action.strongest() == LockLevel.ACCESS_EXCLUSIVE;
    return Optional.of(
        Advice.of(
            "Every INSERT that draws a number from it"
                + (full ? ", and who reads it," : "")
                + " waits until the transaction ends, and it waits for every open transaction that"
                + " has drawn one.",
            "SET lock_timeout before it, in a transaction of its own, and try again; setval() sets"
                + " the next number without this lock."));
  }

  /// Whether a column of a table that the same release made draws from it.
  private static boolean isOfFresh(QualifiedName sequence, RuleContext context) {
    return context.past().fresh().stream()
        .flatMap(table -> context.catalog().relation(table).stream())
        .map(Relation::columns)
        .anyMatch(
            columns ->
                columns.stream()
                    .anyMatch(column -> column.sequence().filter(sequence::equals).isPresent()));
  }
}
