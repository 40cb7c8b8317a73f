package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.plan.LockLevel;
import java.util.Optional;

/// `NOT VALID` and `VALIDATE` in one transaction: the lock of the first is held during the scan of
/// the second.
final class ValidateInSameTransaction extends StatementRule {
  ValidateInSameTransaction() {
    super(
        "validate-in-same-transaction",
        "constraint validated in the transaction that adds it",
        Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    context
        .effect()
        .all(Act.VALIDATE_CONSTRAINT)
        .filter(action -> action.table().filter(context::isFresh).isEmpty())
        .forEach(
            action ->
                added(context, action)
                    .ifPresent(first -> sink.report(verdict(context, action, first))));
  }

  private static Optional<Action> added(RuleContext context, Action validated) {
    return context.past().transaction().stream()
        .flatMap(judged -> judged.effect().actions().stream())
        .filter(action -> action.table().equals(validated.table()))
        .filter(action -> action.strongest().needsBudget())
        .filter(
            action ->
                action.act() == Act.ADD_CHECK
                    || action.act() == Act.ADD_FOREIGN_KEY
                    || action.act() == Act.ADD_NOT_NULL)
        .findFirst();
  }

  private Verdict verdict(RuleContext context, Action validated, Action first) {
    LockLevel held = first.strongest();
    String readers = held == LockLevel.ACCESS_EXCLUSIVE ? "read or write" : "write to";
    return new Verdict(
        severity(),
        validated.certainty(),
        Spans.of(context.statement(), validated.part()),
        "The "
            + held.sql()
            + " lock of adding the constraint is still held (one transaction, joined by "
            + context.joinedBy()
            + ") while every row of "
            + FactsText.table(validated)
            + " is read.",
        "Nobody can " + readers + " the table during the scan: NOT VALID has gained nothing.",
        "Commit after adding the constraint and validate it in a transaction of its own.");
  }
}
