package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.grammar.Node;
import java.util.List;
import java.util.stream.Stream;

/// A strong lock that is waited for without limit.
final class MissingLockTimeout extends StatementRule {
  MissingLockTimeout() {
    super("missing-lock-timeout", "strong lock without lock_timeout", Severity.ADVICE);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    boolean strong =
        context.effect().actions().stream()
            .flatMap(action -> action.uses().stream())
            .filter(use -> use.lock().needsBudget())
            .map(RelationUse::relation)
            .anyMatch(table -> !context.isFresh(table));
    if (strong && !context.effect().alone() && !isSet(context, "lock_timeout")) {
      sink.report(
          context.verdict(
              severity(),
              "It waits for a strong lock without limit.",
              "While it waits behind one long query, every later reader and writer queues behind"
                  + " it.",
              "SET lock_timeout = '2s' before it, and try again when it is not met."));
    }
  }

  /// Whether an earlier statement of the file sets the parameter to something other than 0.
  static boolean isSet(RuleContext context, String parameter) {
    return context.past().file().stream()
        .map(judged -> judged.statement().statement().tree())
        .flatMap(tree -> settings(tree, parameter))
        .reduce((first, second) -> second)
        .orElse(false);
  }

  private static Stream<Boolean> settings(Node tree, String parameter) {
    if (!tree.is("VariableSetStmt") || !tree.text("name").equals(parameter)) {
      return Stream.empty();
    }
    List<Node> values = tree.list("args");
    boolean zero =
        values.isEmpty()
            || values.getFirst().find("ival").filter(v -> v.integer("ival") == 0).isPresent()
            || values
                .getFirst()
                .find("sval")
                .filter(v -> v.text("sval").matches("0[a-z]*"))
                .isPresent();
    return Stream.of(!zero);
  }
}
