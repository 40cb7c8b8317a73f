package dev.theseus.check.rule;

import dev.theseus.check.CheckedStatement;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.effect.Effects;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Changes of tables in the body of a function or procedure: they happen when it is called. Told,
/// but nothing to fail for.
final class FunctionBody extends StatementRule {
  FunctionBody() {
    super("hazard-in-function", "function that changes tables when called", Severity.ADVICE);
  }

  @Override
  public boolean isOptional() {
    return false;
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    if (!context.statement().statement().tree().is("CreateFunctionStmt")) {
      return;
    }
    List<CheckedStatement> body = Body.ofFunction(context.statement()).statements();
    Set<QualifiedName> fresh = new HashSet<>(context.past().fresh());
    body.forEach(
        inner -> created(inner.statement().tree(), context).ifPresent(name -> fresh.add(name)));
    body.forEach(inner -> check(inside(context, inner, fresh), sink, called(context)));
  }

  /// Tables that the body makes for itself, often temporary ones.
  private static Optional<QualifiedName> created(Node tree, RuleContext context) {
    return switch (tree.kind()) {
      case "CreateStmt" -> tree.find("relation").map(new Tables(context)::name);
      case "CreateTableAsStmt" ->
          tree.find("into").flatMap(into -> into.find("rel")).map(new Tables(context)::name);
      default -> Optional.empty();
    };
  }

  private static RuleContext inside(
      RuleContext outer, CheckedStatement inner, Set<QualifiedName> fresh) {
    Effect effect = Effects.of(inner.statement().tree(), outer.catalog(), outer.major());
    return new RuleContext(
        outer.file(),
        inner,
        effect,
        outer.major(),
        outer.catalog(),
        outer.sizes(),
        new RuleContext.Past(List.of(), List.of(), fresh, Set.of()));
  }

  private static String called(RuleContext context) {
    Node create = context.statement().statement().tree();
    List<String> name = create.strings("funcname");
    String kind = create.flag("is_procedure") ? "procedure " : "function ";
    return "Not now, but when the " + kind + String.join(".", name) + " is called: ";
  }

  private static void check(RuleContext inner, Sink sink, String called) {
    Set<String> told = new HashSet<>();
    Sink later =
        verdict -> {
          if (told.add(verdict.facts())) {
            sink.report(
                new Verdict(
                    Severity.ADVICE,
                    verdict.certainty(),
                    verdict.range(),
                    called + verdict.facts(),
                    verdict.why(),
                    verdict.safeWay()));
          }
        };
    Rules.all().stream()
        .filter(rule -> rule.severity() != Severity.ADVICE && asks(rule, inner))
        .forEach(rule -> rule.check(inner, later));
    if (told.isEmpty()) {
      inner.effect().actions().stream()
          .filter(action -> locksOthersOut(action, inner))
          .forEach(action -> later.report(inner.verdict(action, Severity.ADVICE, NOTED)));
    }
  }

  /// Which rows a condition on a parameter leaves is not known before the call.
  private static boolean asks(Rule rule, RuleContext inner) {
    boolean conditional = inner.statement().statement().tree().find("whereClause").isPresent();
    return !conditional || !(rule instanceof UnbatchedChange);
  }

  private static final Advice NOTED =
      Advice.of(
          "Who calls it takes the lock until the end of the transaction, and waits for it.",
          "Change tables in migrations; call such a function when little happens, with a"
              + " lock_timeout.");

  private static boolean locksOthersOut(Action action, RuleContext inner) {
    return action.uses().stream()
        .anyMatch(
            use ->
                use.lock().strongerThan(LockLevel.ROW_EXCLUSIVE) && !inner.isFresh(use.relation()));
  }
}
