package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.grammar.Node;

/// `CREATE INDEX CONCURRENTLY IF NOT EXISTS`: an index that an earlier try left invalid is skipped.
final class ConcurrentlyIfNotExists extends StatementRule {
  ConcurrentlyIfNotExists() {
    super(
        "concurrently-if-not-exists", "CONCURRENTLY that skips an invalid index", Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    Node tree = context.statement().statement().tree();
    if (tree.is("IndexStmt") && tree.flag("concurrent") && tree.flag("if_not_exists")) {
      sink.report(
          context.verdict(
              severity(),
              "When an earlier try failed, its index is there but invalid, and IF NOT EXISTS skips"
                  + " it with a notice.",
              "The migration succeeds, and no query uses the index.",
              "DROP INDEX CONCURRENTLY IF EXISTS first, then create it without IF NOT EXISTS; or"
                  + " look at pg_index.indisvalid."));
    }
  }
}
