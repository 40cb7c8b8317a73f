package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Act;
import dev.theseus.grammar.Node;
import java.util.List;
import java.util.Set;

/// A new table with a key of four bytes that counts up.
final class ShortPrimaryKey extends StatementRule {
  private static final Set<String> SHORT =
      Set.of("int4", "int2", "serial", "smallserial", "serial4");

  ShortPrimaryKey() {
    super("short-primary-key", "primary key that can run out", Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    context
        .effect()
        .all(Act.CREATE_TABLE)
        .map(action -> action.node().list("tableElts"))
        .flatMap(elements -> elements.stream().filter(one -> isKey(one, elements)))
        .filter(column -> isShort(column) && counts(column))
        .forEach(
            column ->
                sink.report(
                    context.verdict(
                        severity(),
                        "The primary key " + column.text("colname") + " ends at 2,147,483,647.",
                        "When it is reached every INSERT fails, and making it bigint then writes"
                            + " the table anew.",
                        "Make it bigint GENERATED ALWAYS AS IDENTITY from the start.")));
  }

  private static boolean isShort(Node column) {
    List<String> names = column.find("typeName").map(t -> t.strings("names")).orElse(List.of());
    return !names.isEmpty() && SHORT.contains(names.getLast());
  }

  /// Whether it is a column of the primary key, which may stand beside the columns.
  private static boolean isKey(Node element, List<Node> elements) {
    return element.is("ColumnDef")
        && (element.list("constraints").stream().anyMatch(ShortPrimaryKey::isPrimary)
            || elements.stream()
                .filter(ShortPrimaryKey::isPrimary)
                .anyMatch(key -> key.strings("keys").contains(element.text("colname"))));
  }

  private static boolean isPrimary(Node node) {
    return node.is("Constraint") && node.text("contype").equals("CONSTR_PRIMARY");
  }

  /// A key that is numbered by the database; others may be short on purpose.
  private static boolean counts(Node column) {
    List<String> names = column.child("typeName").strings("names");
    return names.getLast().contains("serial")
        || column.list("constraints").stream()
            .anyMatch(constraint -> constraint.text("contype").equals("CONSTR_IDENTITY"));
  }
}
