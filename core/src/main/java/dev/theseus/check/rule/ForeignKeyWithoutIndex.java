package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Relation;
import java.util.List;
import java.util.Set;

/// A foreign key whose referencing columns have no index.
final class ForeignKeyWithoutIndex extends StatementRule {
  ForeignKeyWithoutIndex() {
    super("foreign-key-without-index", "foreign key without an index", Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    ForeignKeys.of(context)
        .filter(key -> !context.isFresh(key.table()))
        .filter(
            key ->
                key.relation(context)
                    .filter(relation -> !indexed(relation, key.columns()))
                    .isPresent())
        .forEach(
            key ->
                sink.report(
                    new Verdict(
                        severity(),
                        key.action().certainty(),
                        Spans.of(context.statement(), key.action().part()),
                        "No index of "
                            + key.table()
                            + " begins with "
                            + String.join(", ", key.columns())
                            + ".",
                        "Each DELETE and each change of a key in "
                            + key.parent()
                            + " reads every row of "
                            + key.table()
                            + ".",
                        "CREATE INDEX CONCURRENTLY on the referencing columns before the foreign"
                            + " key.")));
  }

  /// Whether an index finds the rows with these values: its first keys are the columns, in any
  /// order. BRIN and the like do not find single rows fast.
  private static boolean indexed(Relation relation, List<String> columns) {
    return relation.indexes().stream()
        .filter(index -> index.valid() && index.simple() && finds(index, columns.size()))
        .map(index -> index.keys().stream().map(Object::toString).toList())
        .filter(keys -> keys.size() >= columns.size())
        .anyMatch(keys -> Set.copyOf(keys.subList(0, columns.size())).equals(Set.copyOf(columns)));
  }

  private static boolean finds(Relation.Index index, int columns) {
    return index.method().equals("btree") || (index.method().equals("hash") && columns == 1);
  }
}
