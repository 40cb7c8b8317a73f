package dev.theseus.check.rule;

import dev.theseus.check.Severity;
import dev.theseus.check.effect.Relation;
import java.util.List;
import java.util.stream.Collectors;

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

  private static boolean indexed(Relation relation, List<String> columns) {
    return relation.indexes().stream()
        .filter(index -> index.valid() && index.simple())
        .map(index -> index.columns().stream().map(Object::toString).collect(Collectors.toSet()))
        .anyMatch(names -> names.containsAll(columns));
  }
}
