package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Table;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.Optional;

/// The tables a statement names.
///
/// @param base the schema of names written without one
record Tables(Catalog catalog, Identifier base) {
  private static final long MANY_ROWS = 10_000;
  private static final long MANY_BYTES = 8 << 20;
  private static final long MANY_UNCOUNTED_BYTES = 1 << 20;

  /// The name of a `RangeVar`.
  QualifiedName name(Node relation) {
    String schema = relation.text("schemaname");
    return new QualifiedName(
        schema.isEmpty() ? base : Identifier.of(schema), Identifier.of(relation.text("relname")));
  }

  /// The table of a `RangeVar`; empty when the database has none of this name.
  Optional<Table> find(Node relation) {
    return catalog.table(name(relation));
  }

  /// What a `RangeVar` is called in its statement.
  static Identifier alias(Node relation) {
    return Identifier.of(
        relation
            .find("alias")
            .map(alias -> alias.text("aliasname"))
            .orElse(relation.text("relname")));
  }

  /// Whether one statement over all its rows would keep others waiting.
  static boolean large(Table table) {
    if (table.estimatedRows() < 0) {
      return table.kind() == Table.Kind.PARTITIONED || table.sizeBytes() >= MANY_UNCOUNTED_BYTES;
    }
    return table.estimatedRows() >= MANY_ROWS || table.sizeBytes() >= MANY_BYTES;
  }
}
