package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.grammar.Node;
import java.util.Set;

/// A statement outside of a transaction that fails when the migration is run again.
final class NotIdempotent extends StatementRule {
  private static final Set<String> CREATES =
      Set.of("CreateStmt", "CreateTableAsStmt", "CreateSeqStmt", "CreateSchemaStmt");

  NotIdempotent() {
    super("not-idempotent", "statement that cannot be repeated", Severity.ADVICE);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    Node tree = context.statement().statement().tree();
    boolean create = CREATES.contains(tree.kind()) && !tree.flag("if_not_exists");
    boolean drop = tree.is("DropStmt") && !tree.flag("missing_ok");
    if (!context.statement().inTransaction() && (create || drop)) {
      sink.report(
          context.verdict(
              severity(),
              "It runs outside of a transaction and fails when it has been run already.",
              "When a later statement fails, the migration cannot simply be run again.",
              create ? "Add IF NOT EXISTS." : "Add IF EXISTS."));
    }
  }
}
