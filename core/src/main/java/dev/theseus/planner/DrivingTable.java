package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.Table;
import dev.theseus.grammar.Node;
import dev.theseus.plan.BatchKey;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.TypeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table each of whose rows gives its own part of a statement's work: the one that `UPDATE` and
/// `DELETE` change, and for `INSERT … SELECT` the largest one that no outer join fills up with
/// NULL.
///
/// @param relation where the statement names it
record DrivingTable(Table table, Node relation) {

  static Optional<DrivingTable> of(Tables tables, Node tree) {
    if (!tree.is("InsertStmt")) {
      return at(tables, tree.child("relation"));
    }
    List<Node> candidates = new ArrayList<>();
    tree.child("selectStmt").list("fromClause").forEach(item -> collect(item, candidates));
    return candidates.stream()
        .map(one -> at(tables, one))
        .flatMap(Optional::stream)
        .max(
            Comparator.comparing((DrivingTable one) -> one.key().isPresent())
                .thenComparingLong(one -> one.table().estimatedRows())
                .thenComparingLong(one -> one.table().sizeBytes()));
  }

  private static Optional<DrivingTable> at(Tables tables, Node relation) {
    return tables.find(relation).map(table -> new DrivingTable(table, relation));
  }

  /// A join with a name of its own hides the tables in it.
  private static void collect(Node item, List<Node> candidates) {
    if (item.is("RangeVar")) {
      candidates.add(item);
    } else if (item.is("JoinExpr") && item.find("alias").isEmpty()) {
      String type = item.text("jointype");
      if (Set.of("JOIN_INNER", "JOIN_LEFT").contains(type)) {
        collect(item.child("larg"), candidates);
      }
      if (Set.of("JOIN_INNER", "JOIN_RIGHT").contains(type)) {
        collect(item.child("rarg"), candidates);
      }
    }
  }

  boolean large() {
    return Tables.large(table);
  }

  Identifier alias() {
    return Tables.alias(relation);
  }

  /// Why its key cannot cut the statement.
  Optional<String> obstacle(Node tree) {
    if (table.kind() == Table.Kind.FOREIGN) {
      return Optional.of("\"%s\" is a foreign table".formatted(table.name()));
    }
    Optional<BatchKey> key = key();
    if (key.isEmpty()) {
      return Optional.of(
          "\"%s\" has no primary key and no unique constraint over required columns"
              .formatted(table.name()));
    }
    if (!tree.is("UpdateStmt")) {
      return Optional.empty();
    }
    List<Identifier> set = Effects.assigned(tree);
    return key.get().parts().stream()
        .map(BatchKey.Part::column)
        .filter(set::contains)
        .findFirst()
        .map("it changes \"%s\", the key by which it would be cut"::formatted);
  }

  /// Its primary key, else a unique constraint over columns that are never NULL.
  Optional<BatchKey> key() {
    return keys(Constraint.Kind.PRIMARY_KEY)
        .or(() -> keys(Constraint.Kind.UNIQUE))
        .map(parts -> new BatchKey(table.name(), !relation.flag("inh"), parts));
  }

  private Optional<List<BatchKey.Part>> keys(Constraint.Kind kind) {
    return table.constraints().stream()
        .filter(one -> one.kind() == kind)
        .map(one -> one.columns().stream().map(this::column).toList())
        .filter(columns -> !columns.isEmpty() && columns.stream().allMatch(Column::notNull))
        .findFirst()
        .map(
            columns ->
                columns.stream()
                    .map(one -> new BatchKey.Part(one.name(), read(one.type())))
                    .toList());
  }

  /// The type that reads a key from its text. Without modifiers, because the release may widen the
  /// column; but `char` and `bit` without a length have length 1.
  private static TypeName read(PgType type) {
    boolean needsLength = Set.of("bpchar", "char", "bit").contains(type.name().name());
    return needsLength ? type.sql() : type.withoutModifiers().sql();
  }

  private Column column(Identifier name) {
    return table.column(name).orElseThrow();
  }
}
