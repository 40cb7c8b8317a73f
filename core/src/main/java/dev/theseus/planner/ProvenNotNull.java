package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.grammar.NotNullProof;
import dev.theseus.operation.AddCheck;
import dev.theseus.operation.DropConstraint;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Columns that a CHECK keeps from holding NULL although they are not required. The old version
/// writes none either, so nothing has to be converted to make them so.
final class ProvenNotNull {
  private ProvenNotNull() {}

  /// Whether a CHECK that stands, NOT VALID too, or one that the release adds before this point
  /// refuses NULL in the column.
  static boolean refused(TableDraft table, ColumnDraft column, List<Pending> before) {
    Stream<String> added =
        before.stream()
            .filter(one -> one.table().filter(table::equals).isPresent())
            .filter(one -> one.source().operation() instanceof AddCheck)
            .map(one -> ((AddCheck) one.source().operation()).definition().text());
    return standing(table, column, before).isPresent()
        || added.anyMatch(text -> holds(text, column.name()));
  }

  /// Whether no row holds NULL in the column, so that `SET NOT NULL` need not read them.
  static boolean proved(TableDraft table, ColumnDraft column, List<Pending> all) {
    return standing(table, column, all).filter(Constraint::validated).isPresent();
  }

  /// One that binds only the table itself says nothing about the rows of its children.
  private static Optional<Constraint> standing(
      TableDraft table, ColumnDraft column, List<Pending> dropping) {
    Optional<Identifier> origin = column.origin().map(Column::name);
    if (table.created() || origin.isEmpty()) {
      return Optional.empty();
    }
    return table.original().constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.CHECK)
        .filter(one -> !Tokens.endsWithNoInherit(one.definition()))
        .filter(one -> Tokens.enforced(one.definition()))
        .filter(one -> dropping.stream().noneMatch(drop -> drops(drop, table, one.name())))
        .filter(one -> holds(one.definition(), origin.get()))
        .findFirst();
  }

  private static boolean drops(Pending pending, TableDraft table, Identifier constraint) {
    return pending.table().filter(table::equals).isPresent()
        && pending.source().operation() instanceof DropConstraint drop
        && drop.constraint().equals(constraint);
  }

  private static boolean holds(String definition, Identifier column) {
    return NotNullProof.holds(Tokens.checkCondition(definition).text(), column.name());
  }
}
