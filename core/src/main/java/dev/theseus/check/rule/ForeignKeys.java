package dev.theseus.check.rule;

import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Action;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The foreign keys a statement adds to tables that exist.
///
/// @param table the referencing table
/// @param columns its columns
/// @param parent the referenced table
/// @param parentColumns the referenced columns; those of the primary key if the statement names
///   none
record ForeignKeys(
    Action action,
    QualifiedName table,
    List<String> columns,
    QualifiedName parent,
    List<String> parentColumns) {

  static Stream<ForeignKeys> of(RuleContext context) {
    return context
        .effect()
        .all(Act.ADD_FOREIGN_KEY)
        .map(action -> of(context, action))
        .flatMap(Optional::stream);
  }

  private static Optional<ForeignKeys> of(RuleContext context, Action action) {
    Node definition = action.node().find("def").orElse(action.node());
    Node key = definition.is("Constraint") ? definition : inline(definition);
    if (key == null || action.table().isEmpty()) {
      return Optional.empty();
    }
    QualifiedName parent = new Tables(context).name(key.child("pktable"));
    List<String> columns =
        definition.is("ColumnDef") ? List.of(definition.text("colname")) : key.strings("fk_attrs");
    List<String> named = key.strings("pk_attrs");
    return Optional.of(
        new ForeignKeys(
            action,
            action.table().orElseThrow(),
            columns,
            parent,
            named.isEmpty() ? primaryKey(context, parent) : named));
  }

  private static @org.jspecify.annotations.Nullable Node inline(Node column) {
    return column.list("constraints").stream()
        .filter(constraint -> constraint.text("contype").equals("CONSTR_FOREIGN"))
        .findFirst()
        .orElse(null);
  }

  private static List<String> primaryKey(RuleContext context, QualifiedName table) {
    return context.catalog().relation(table).stream()
        .flatMap(relation -> relation.constraints().stream())
        .filter(constraint -> constraint.kind().equals("p"))
        .flatMap(constraint -> constraint.columns().stream())
        .map(Object::toString)
        .toList();
  }

  Optional<Relation> relation(RuleContext context) {
    return context.catalog().relation(table);
  }
}
