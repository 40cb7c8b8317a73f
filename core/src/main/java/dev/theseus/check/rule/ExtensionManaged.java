package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A change of a table that an extension partitions or distributes.
final class ExtensionManaged extends StatementRule {
  private static final Set<String> MAKERS =
      Set.of(
          "create_hypertable",
          "create_distributed_table",
          "create_reference_table",
          "create_parent");

  ExtensionManaged() {
    super("extension-managed-table", "table managed by an extension", Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    List<QualifiedName> locked =
        context.effect().actions().stream()
            .flatMap(action -> action.uses().stream())
            .filter(use -> use.lock().needsBudget())
            .map(RelationUse::relation)
            .toList();
    if (locked.isEmpty()) {
      // files of many thousand INSERTs: what came before is not read again for each
      return;
    }
    Set<QualifiedName> managed =
        context.past().file().stream()
            .map(judged -> judged.statement().statement().tree())
            .flatMap(tree -> made(tree, context))
            .collect(Collectors.toUnmodifiableSet());
    locked.stream()
        .filter(managed::contains)
        .findFirst()
        .ifPresent(
            table ->
                sink.report(
                    context.verdict(
                        severity(),
                        table
                            + " was handed to an extension, which does the same to every chunk,"
                            + " shard or partition.",
                        "How many tables are locked, and for how long, only the extension decides;"
                            + " this verdict does not know.",
                        "Use the extension's own functions, and rehearse on a copy.")));
  }

  private static Stream<QualifiedName> made(Node tree, RuleContext context) {
    return tree.all("FuncCall").stream()
        .filter(call -> !call.strings("funcname").isEmpty())
        .filter(call -> MAKERS.contains(call.strings("funcname").getLast()))
        .map(call -> table(call, context))
        .flatMap(Optional::stream);
  }

  private static Optional<QualifiedName> table(Node call, RuleContext context) {
    return call.all("A_Const").stream()
        .map(constant -> constant.find("sval"))
        .flatMap(Optional::stream)
        .map(value -> value.text("sval"))
        .findFirst()
        .map(
            text ->
                text.contains(".")
                    ? QualifiedName.of(
                        text.substring(0, text.indexOf('.')), text.substring(text.indexOf('.') + 1))
                    : context.catalog().resolve("", text));
  }
}
