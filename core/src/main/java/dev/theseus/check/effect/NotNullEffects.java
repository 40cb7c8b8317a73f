package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import dev.theseus.check.effect.Relation.Constraint;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.NotNullProof;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// `SET NOT NULL`, and `ADD CONSTRAINT … NOT NULL` of PostgreSQL 18.
final class NotNullEffects {
  private NotNullEffects() {}

  static Action set(Command command, Act act, String column, Node node) {
    boolean validates = ConstraintEffects.validates(node);
    Site site = command.site();
    List<RelationUse> uses =
        command.all(ACCESS_EXCLUSIVE).stream()
            .map(
                use ->
                    validates && !proved(command, use.relation(), column)
                        ? site.scanning(use)
                        : use)
            .toList();
    List<String> notes =
        site.relation(command.table()).isPresent() || !validates
            ? List.of()
            : List.of("A valid CHECK that proves it, or a column that has it, spares the scan.");
    return command.action(act, column, uses, site.certainty(command.table()), notes);
  }

  /// Whether no row of the relation can hold null in the column.
  static boolean proved(Command command, QualifiedName table, String column) {
    return command
        .site()
        .relation(table)
        .filter(relation -> already(relation, column) || checked(relation, column, command))
        .isPresent();
  }

  private static boolean already(Relation relation, String column) {
    Identifier name = Identifier.of(column);
    boolean unproved =
        relation.constraints().stream()
            .anyMatch(
                one -> one.kind().equals("n") && !one.valid() && one.columns().contains(name));
    return !unproved && relation.column(name).filter(Relation.Column::notNull).isPresent();
  }

  private static boolean checked(Relation relation, String column, Command command) {
    return relation.constraints().stream()
        .filter(one -> one.kind().equals("c"))
        .filter(Constraint::valid)
        .filter(one -> !command.dropped().contains(one.name().name()))
        .anyMatch(one -> NotNullProof.holds(one.expression(), column));
  }
}
