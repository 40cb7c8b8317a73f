package dev.theseus.check.rule;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Severity;
import dev.theseus.grammar.Node;
import java.util.List;

/// A BEGIN without COMMIT, a BEGIN inside a transaction, a COMMIT without BEGIN.
final class UnbalancedTransaction extends StatementRule {
  UnbalancedTransaction() {
    super("unbalanced-transaction", "BEGIN and COMMIT that do not match", Severity.DANGER);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    String kind = kind(context.statement());
    if (begins(kind)) {
      boolean open = isOpen(context);
      boolean joined = context.file().circumstances().joining() == CheckedFile.Joining.RUNNER;
      if (open || joined) {
        sink.report(
            context.verdict(
                severity(),
                "A transaction is open already (joined by " + context.joinedBy() + ").",
                "BEGIN only warns, and the next COMMIT ends the outer transaction: the rest of the"
                    + " file runs without one.",
                "Leave BEGIN and COMMIT to the runner, or switch its transaction off."));
      } else if (!endsLater(context)) {
        sink.report(
            context.verdict(
                severity(),
                "No COMMIT follows.",
                "When the connection closes, everything since is silently rolled back.",
                "Add COMMIT."));
      }
    } else if (ends(kind)
        && context.file().circumstances().joining() == CheckedFile.Joining.RUNNER) {
      sink.report(
          context.verdict(
              severity(),
              "It ends the transaction of " + context.joinedBy() + ".",
              "The rest of the file, and the runner's own record of it, run outside of the"
                  + " transaction.",
              "Leave it away, or switch the runner's transaction off for this file."));
    }
  }

  private static boolean isOpen(RuleContext context) {
    boolean open = false;
    for (Judged judged : context.past().file()) {
      String kind = kind(judged.statement());
      open = begins(kind) || (open && !ends(kind));
    }
    return open;
  }

  private static boolean endsLater(RuleContext context) {
    List<CheckedStatement> all = context.file().statements();
    int from = all.indexOf(context.statement());
    return all.subList(Math.max(from, 0), all.size()).stream().anyMatch(s -> ends(kind(s)));
  }

  private static boolean begins(String kind) {
    return kind.equals("TRANS_STMT_BEGIN") || kind.equals("TRANS_STMT_START");
  }

  private static boolean ends(String kind) {
    return kind.equals("TRANS_STMT_COMMIT")
        || kind.equals("TRANS_STMT_ROLLBACK")
        || kind.equals("TRANS_STMT_PREPARE");
  }

  private static String kind(CheckedStatement statement) {
    Node tree = statement.statement().tree();
    return tree.is("TransactionStmt") ? tree.text("kind") : "";
  }
}
