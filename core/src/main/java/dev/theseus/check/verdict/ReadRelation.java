package dev.theseus.check.verdict;

import dev.theseus.catalog.Column;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A table of the catalog in the words of the rules.
final class ReadRelation {
  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");

  private ReadRelation() {}

  static Relation of(Table table) {
    return new Relation(
        table.name(),
        switch (table.kind()) {
          case ORDINARY, PARTITION -> Relation.Kind.TABLE;
          case PARTITIONED -> Relation.Kind.PARTITIONED;
          case FOREIGN -> Relation.Kind.FOREIGN;
        },
        table.name(),
        table.kind() == Table.Kind.PARTITION,
        table.columns().stream().map(ReadRelation::column).toList(),
        table.constraints().stream().map(ReadRelation::constraint).toList(),
        List.of(),
        table.indexes().stream().map(ReadRelation::index).toList(),
        List.of(),
        List.of(),
        Optional.empty(),
        table.views().stream().filter(View::materialized).map(View::name).toList(),
        table.storage().logged(),
        table.storage().accessMethod(),
        table.storage().tablespace(),
        table.estimatedRows(),
        table.sizeBytes());
  }

  static Relation.ForeignKey foreignKey(Constraint key) {
    return new Relation.ForeignKey(
        key.name(), key.table(), key.target().map(Constraint.Target::columns).orElse(List.of()));
  }

  private static Relation.Column column(Column column) {
    boolean text = TEXTS.contains(column.type().name().name()) && builtIn(column.type());
    String generated =
        switch (column.defaultValue()) {
          case Column.Default.None none -> "";
          case Column.Default.Value value -> "";
          case Column.Default.Generated given -> given.stored() ? "s" : "v";
        };
    return new Relation.Column(
        column.name(),
        column.type(),
        column.collation().map(name -> name.name().name()).orElse(text ? "default" : ""),
        column.notNull(),
        column.identity() != Column.Identity.NONE,
        generated,
        column.ownedSequence());
  }

  private static boolean builtIn(PgType type) {
    return type.schema().isEmpty() && !type.isArray();
  }

  private static Relation.Constraint constraint(Constraint one) {
    String kind =
        switch (one.kind()) {
          case CHECK -> "c";
          case FOREIGN_KEY -> "f";
          case UNIQUE -> "u";
          case PRIMARY_KEY -> "p";
          case EXCLUDE -> "x";
          case NOT_NULL -> "n";
        };
    return new Relation.Constraint(
        one.name(),
        kind,
        one.columns(),
        one.validated(),
        one.kind() == Constraint.Kind.CHECK ? condition(one.definition()) : "",
        one.target().map(Constraint.Target::table),
        one.index(),
        one.inherited());
  }

  /// What stands inside `CHECK (…)`.
  private static String condition(String definition) {
    return definition.substring(definition.indexOf('(') + 1, definition.lastIndexOf(')'));
  }

  private static Relation.Index index(Index index) {
    Node tree = Grammar.statement(index.definition()).tree();
    boolean plain =
        tree.find("whereClause").isEmpty()
            && tree.all("IndexElem").stream().noneMatch(one -> one.text("name").isEmpty());
    QualifiedName name = index.name();
    List<Identifier> keys =
        tree.list("indexParams").stream()
            .map(key -> key.text("name"))
            .filter(key -> !key.isEmpty())
            .map(Identifier::of)
            .toList();
    return new Relation.Index(
        name,
        index.columns(),
        keys,
        index.valid(),
        index.unique(),
        plain,
        tree.text("accessMethod"));
  }
}
