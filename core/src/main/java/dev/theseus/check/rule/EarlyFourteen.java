package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Effect;

/// CONCURRENTLY on PostgreSQL 14.0 to 14.3, which can lose rows from the index.
final class EarlyFourteen extends StatementRule {
  private static final int MAJOR = 14;

  EarlyFourteen() {
    super("concurrently-on-early-14", "CONCURRENTLY on PostgreSQL 14.0 to 14.3", Severity.ADVICE);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    Effect effect = context.effect();
    boolean builds =
        effect.alone()
            && (effect.all(Act.CREATE_INDEX).findAny().isPresent()
                || effect.all(Act.REINDEX).findAny().isPresent());
    if (context.major() == MAJOR && builds) {
      sink.report(
          context.verdict(
              severity(),
              "Before 14.4, CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY could leave rows out"
                  + " of the index.",
              "Queries silently miss rows.",
              "Upgrade to 14.4 or later before it; build indexes made by earlier ones again."));
    }
  }
}
