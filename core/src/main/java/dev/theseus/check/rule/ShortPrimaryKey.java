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
        .flatMap(action -> action.node().list("tableElts").stream())
        .filter(element -> element.is("ColumnDef"))
        .filter(column -> isShort(column) && isKey(column) && counts(column))
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

  private static boolean isKey(Node column) {
    return column.list("constraints").stream()
        .anyMatch(constraint -> constraint.text("contype").equals("CONSTR_PRIMARY"));
  }

  /// A key that is numbered by the database; others may be short on purpose.
  private static boolean counts(Node column) {
    List<String> names = column.child("typeName").strings("names");
    return names.getLast().contains("serial")
        || column.list("constraints").stream()
            .anyMatch(constraint -> constraint.text("contype").equals("CONSTR_IDENTITY"));
  }
}
