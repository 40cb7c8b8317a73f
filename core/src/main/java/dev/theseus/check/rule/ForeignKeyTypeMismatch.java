package dev.theseus.check.rule;

import dev.theseus.catalog.PgType;
import dev.theseus.check.Severity;
import dev.theseus.check.effect.Relation;
import dev.theseus.sql.Identifier;
import java.util.Optional;

/// A foreign key between columns of different types.
final class ForeignKeyTypeMismatch extends StatementRule {
  ForeignKeyTypeMismatch() {
    super("foreign-key-type-mismatch", "foreign key between different types", Severity.WARNING);
  }

  @Override
  public void check(RuleContext context, Sink sink) {
    ForeignKeys.of(context).forEach(key -> compare(context, key, sink));
  }

  private void compare(RuleContext context, ForeignKeys key, Sink sink) {
    int pairs = Math.min(key.columns().size(), key.parentColumns().size());
    for (int i = 0; i < pairs; i++) {
      Optional<PgType> own = type(key.relation(context), key.columns().get(i));
      Optional<PgType> other =
          type(context.catalog().relation(key.parent()), key.parentColumns().get(i));
      if (own.isPresent()
          && other.isPresent()
          && !own.get().withoutModifiers().equals(other.get().withoutModifiers())) {
        sink.report(verdict(context, key, i, own.get(), other.get()));
      }
    }
  }

  private Verdict verdict(RuleContext context, ForeignKeys key, int i, PgType own, PgType other) {
    return new Verdict(
        severity(),
        key.action().certainty(),
        Spans.of(context.statement(), key.action().part()),
        key.table()
            + "."
            + key.columns().get(i)
            + " is "
            + own
            + ", "
            + key.parent()
            + "."
            + key.parentColumns().get(i)
            + " is "
            + other
            + ".",
        "Each comparison casts, and keys beyond the smaller type cannot be referenced.",
        "Give the referencing column the type of the referenced one before the foreign key.");
  }

  private static Optional<PgType> type(Optional<Relation> relation, String column) {
    return relation.flatMap(r -> r.column(Identifier.of(column))).map(Relation.Column::type);
  }
}
