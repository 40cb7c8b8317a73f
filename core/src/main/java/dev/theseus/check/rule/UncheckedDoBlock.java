package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;

/// SQL that is only known when it runs.
final class UncheckedDoBlock extends StatementRule {
  UncheckedDoBlock() {
    super("unchecked-do-block", "code whose SQL cannot be checked", Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    if (context.effect().all(Act.DO_BLOCK).findAny().isEmpty()) {
      return;
    }
    String unread = Body.of(context.statement()).unread();
    if (!unread.isEmpty()) {
      sink.report(
          context.verdict(
              severity(),
              "Not all of the block could be checked: " + unread + ".",
              "What it locks, rewrites or drops is only known when it runs.",
              "Write plain statements, or EXECUTE constant strings; rehearse it on a copy with"
                  + " --trace."));
    }
  }
}
