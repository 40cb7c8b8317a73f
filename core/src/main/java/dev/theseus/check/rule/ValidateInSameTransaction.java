package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.plan.LockLevel;
import java.util.Optional;

/// `NOT VALID` and `VALIDATE` in one transaction or statement: the lock of the first is held during
/// the scan of the second.
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
        .forEach(
            action ->
                held(context, action)
                    .ifPresent(held -> sink.report(verdict(context, action, held))));
  }

  /// Whether this rule tells that the scan of a constraint happens under a strong lock.
  static boolean tells(RuleContext context, Action validated) {
    return held(context, validated).isPresent();
  }

  /// A lock that stops readers or writers during the scan.
  ///
  /// @param whose what took it
  private record Held(LockLevel lock, String whose) {}

  private static Optional<Held> held(RuleContext context, Action validated) {
    if (validated.table().filter(context::isFresh).isPresent()) {
      return Optional.empty();
    }
    return added(context, validated)
        .map(
            first ->
                new Held(
                    first.strongest(),
                    "of adding the constraint is still held (one transaction, joined by "
                        + context.joinedBy()
                        + ")"))
        .or(() -> own(validated));
  }

  /// The server takes the strongest lock that any command of the statement needs before the first
  /// of them.
  private static Optional<Held> own(Action validated) {
    return validated
        .target()
        .map(RelationUse::lock)
        .filter(lock -> lock.needsBudget() && validated.scans())
        .map(lock -> new Held(lock, "that another command of the statement needs is held"));
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

  private Verdict verdict(RuleContext context, Action validated, Held held) {
    String readers = held.lock() == LockLevel.ACCESS_EXCLUSIVE ? "read or write" : "write to";
    return new Verdict(
        severity(),
        validated.certainty(),
        Spans.of(context.statement(), validated.part()),
        "The "
            + held.lock().sql()
            + " lock "
            + held.whose()
            + " while every row of "
            + FactsText.table(validated)
            + " is read.",
        "Nobody can " + readers + " the table during the scan: NOT VALID has gained nothing.",
        "Commit after adding the constraint and validate it in a transaction of its own.");
  }
}
