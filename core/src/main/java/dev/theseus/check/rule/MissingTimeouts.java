package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Action;

/// A scan or rewrite without any limit of time.
final class MissingTimeouts extends StatementRule {
  MissingTimeouts() {
    super("missing-statement-timeout", "long work without statement_timeout", Severity.ADVICE);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    boolean lasts =
        context.effect().actions().stream()
            .filter(action -> action.table().filter(context::isFresh).isEmpty())
            .anyMatch(MissingTimeouts::lasts);
    if (lasts && !MissingLockTimeout.isSet(context, "statement_timeout")) {
      sink.report(
          context.verdict(
              severity(),
              "It reads or writes whole tables without a limit of time.",
              "When it takes longer than thought, nothing ends it, and its locks stay.",
              "SET statement_timeout and idle_in_transaction_session_timeout before it."));
    }
  }

  private static boolean lasts(Action action) {
    return (action.scans() || action.rewrites()) && action.strongest().needsBudget();
  }
}
