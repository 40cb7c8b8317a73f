package dev.theseus.check.rule;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.Severity;

/// What PostgreSQL runs only outside of transactions, inside of one.
final class AloneInTransaction extends StatementRule {
  AloneInTransaction() {
    super(
        "concurrently-in-transaction",
        "statement that cannot run in a transaction",
        Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    if (!context.effect().alone() || !context.statement().inTransaction()) {
      return;
    }
    sink.report(
        context.verdict(
            severity(),
            "PostgreSQL refuses it inside a transaction, and it stands in one (joined by "
                + context.joinedBy()
                + ").",
            "The migration fails here.",
            instead(context.file().circumstances().joining(), context)));
  }

  private static String instead(CheckedFile.Joining joining, RuleContext context) {
    return switch (joining) {
      case NOBODY -> "COMMIT before it, and begin anew after it if need be.";
      case RUNNER ->
          "Put it into a file of its own and switch the transaction off for that file ("
              + context.joinedBy()
              + ").";
      case ONE_STRING ->
          "Send it as a string of its own: several statements in one string are one transaction,"
              + " even SET lock_timeout before it.";
    };
  }
}
