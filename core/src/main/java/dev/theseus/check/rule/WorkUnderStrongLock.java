package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;
import java.util.Set;

/// Work that takes time in a transaction that holds ACCESS EXCLUSIVE.
final class WorkUnderStrongLock extends StatementRule {
  private static final Set<Act> ROWS = Set.of(Act.INSERT, Act.UPDATE, Act.DELETE, Act.SELECT);

  WorkUnderStrongLock() {
    super(
        "work-under-strong-lock",
        "more work while a table is locked against everything",
        Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    if (context.past().transaction().isEmpty() || !lasts(context)) {
      return;
    }
    held(context).ifPresent(use -> sink.report(verdict(context, use)));
  }

  private Verdict verdict(RuleContext context, RelationUse held) {
    QualifiedName table = held.relation();
    boolean full = held.lock() == LockLevel.ACCESS_EXCLUSIVE;
    return context.verdict(
        lastsShortly(context) ? Severity.WARNING : severity(),
        "An earlier statement of the same transaction (joined by "
            + context.joinedBy()
            + ") holds "
            + held.lock().sql()
            + " on "
            + table
            + " until the end, through all this work.",
        full
            ? "Nobody can read or write " + table + " until the transaction ends."
            : "Nobody can draw a number from " + table + " until the transaction ends.",
        "Commit the change of the table by itself; do the work in transactions of its own, rows in"
            + " batches.");
  }

  /// Whether the statement takes longer the more rows there are.
  private static boolean lasts(RuleContext context) {
    return context.effect().actions().stream()
        .anyMatch(action -> rows(action, context) || reads(action, context));
  }

  private static boolean lastsShortly(RuleContext context) {
    return context.effect().actions().stream().allMatch(context::lastsShortly);
  }

  private static boolean rows(Action action, RuleContext context) {
    boolean constant =
        action.act() == Act.INSERT
            && action
                .node()
                .find("selectStmt")
                .filter(s -> !s.list("valuesLists").isEmpty())
                .isPresent();
    return ROWS.contains(action.act())
        && !constant
        && action.uses().stream()
            .anyMatch(use -> !context.isFresh(use.relation()) && !isSequence(use, context));
  }

  /// A sequence has one row.
  private static boolean isSequence(RelationUse use, RuleContext context) {
    return context
        .catalog()
        .relation(use.relation())
        .filter(found -> found.kind() == Relation.Kind.SEQUENCE)
        .isPresent();
  }

  private static boolean reads(Action action, RuleContext context) {
    return action.act() != Act.VALIDATE_CONSTRAINT
        && action.uses().stream()
            .anyMatch(use -> (use.scans() || use.rewrites()) && !context.isFresh(use.relation()));
  }

  private static Optional<RelationUse> held(RuleContext context) {
    return context.past().transaction().stream()
        .flatMap(judged -> judged.effect().actions().stream())
        .flatMap(action -> action.uses().stream().filter(use -> stops(use, action.act())))
        .filter(use -> !context.isFresh(use.relation()))
        .findFirst();
  }

  /// Everybody who comes to a table, or everybody who needs a number of a sequence.
  private static boolean stops(RelationUse use, Act act) {
    return use.lock() == LockLevel.ACCESS_EXCLUSIVE
        || (act == Act.CHANGE_SEQUENCE && use.lock() == LockLevel.SHARE_ROW_EXCLUSIVE);
  }
}
