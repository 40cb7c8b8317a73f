package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.grammar.Grammar;
import dev.theseus.migration.ChosenNames;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives a table the indexes and foreign keys of the table it is going to be attached to. ATTACH
/// would build and prove them while the partition, and the tables the keys point at, are locked.
///
/// @param indexes what builds the indexes of a future partition that is divided itself
/// @param parent the partitioned table
/// @param table the future partition
record PartitionPreparation(
    Steps steps,
    Catalog catalog,
    PartitionedIndexes indexes,
    QualifiedName parent,
    QualifiedName table) {

  static List<Constraint> foreignKeys(Catalog catalog, QualifiedName table) {
    return catalog.table(table).stream()
        .flatMap(one -> one.constraints().stream())
        .filter(one -> one.kind() == Constraint.Kind.FOREIGN_KEY && one.target().isPresent())
        .toList();
  }

  void addSteps() {
    Table there = catalog.table(table).orElseThrow();
    for (Constraint key : foreignKeys(catalog, parent)) {
      if (key.validated() && lacks(there, key)) {
        foreignKey(there, key);
      }
    }
    Set<QualifiedName> chosen = new HashSet<>();
    boolean divided = there.kind() == Table.Kind.PARTITIONED;
    List<Index> wanted =
        catalog.table(parent).stream()
            .flatMap(one -> one.indexes().stream())
            .filter(index -> index.valid() && lacks(there, index))
            .toList();
    for (Index index : wanted) {
      if (divided) {
        indexes.addLike(table, index, constraint(index));
      } else {
        build(index, chosen);
      }
    }
  }

  private static boolean lacks(Table there, Constraint key) {
    return there.constraints().stream()
        .noneMatch(
            own ->
                own.name().equals(key.name())
                    || (own.columns().equals(key.columns()) && sameTarget(own, key)));
  }

  private static boolean sameTarget(Constraint one, Constraint other) {
    return one.target().isPresent()
        && one.target().get().table().equals(other.target().orElseThrow().table())
        && one.target().get().columns().equals(other.target().orElseThrow().columns());
  }

  private static boolean lacks(Table there, Index index) {
    String body = Tokens.indexBody(index.definition()).text();
    return there.indexes().stream()
        .noneMatch(
            own ->
                (index.primary() && own.primary())
                    || (own.unique() == index.unique()
                        && own.constraint().isPresent() == index.constraint().isPresent()
                        && Tokens.indexBody(own.definition()).text().equals(body)));
  }

  private void foreignKey(Table there, Constraint key) {
    QualifiedName target = key.target().orElseThrow().table();
    if (there.kind() == Table.Kind.PARTITIONED && !catalog.server().atLeast(18)) {
      new PartitionedForeignKey(
              table, target, key.name(), key.columns(), one -> foreignKey(key, one))
          .addTo(steps, Phase.EXPAND, catalog);
      return;
    }
    new ForeignKey(table, target, key.name(), true, indexes.below(table))
        .addTo(
            steps,
            Phase.EXPAND,
            foreignKey(key, new PartitionedForeignKey.Addition(table, false)),
            OwnConstraint.drop(table, key.name()));
  }

  private static Sql foreignKey(Constraint key, PartitionedForeignKey.Addition to) {
    return Sql.of(
        "ALTER TABLE {table} ADD CONSTRAINT {name} {definition}{valid}",
        Map.of(
            "table", to.table(),
            "name", key.name(),
            "definition", Sql.verbatim(key.definition()),
            "valid", to.valid() ? Nothing.NOTHING : Sql.verbatim(" NOT VALID")));
  }

  private Optional<Constraint> constraint(Index index) {
    return index.constraint().flatMap(one -> catalog.table(parent).orElseThrow().constraint(one));
  }

  private void build(Index index, Set<QualifiedName> chosen) {
    String label = index.primary() ? "pkey" : index.constraint().isPresent() ? "key" : "idx";
    List<Identifier> columns =
        index.primary()
            ? List.of()
            : ChosenNames.columnsOf(Grammar.statement(index.definition()).tree());
    QualifiedName name =
        table.withName(
            ChosenNames.onPartition(
                table,
                columns,
                label,
                one -> chosen.contains(one) || catalog.relations().contains(one)));
    chosen.add(name);
    steps.add(
        new Step.CreateIndexConcurrently(
            steps.head(
                Phase.EXPAND,
                table + "." + name.name(),
                "build on %s what index %s of %s will want"
                    .formatted(table, index.name().name(), parent),
                List.of(LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, table))),
            table,
            name,
            Tokens.createIndex(
                index.unique(), true, name.name(), table, Tokens.indexBody(index.definition()))));
    constraint(index).ifPresent(one -> adopt(name, one));
  }

  private void adopt(QualifiedName index, Constraint constraint) {
    String kind = constraint.kind() == Constraint.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    steps.transaction(
        steps.head(
            Phase.EXPAND,
            table + "." + index.name() + ".adopt",
            "make index %s the %s constraint of %s".formatted(index.name(), kind, table),
            Steps.brief(LockLevel.ACCESS_EXCLUSIVE, table)),
        List.of(
            Sql.of(
                "ALTER TABLE {table} ADD CONSTRAINT {name} {kind} USING INDEX {name}{deferrable}",
                Map.of(
                    "table", table,
                    "name", index.name(),
                    "kind", Sql.of(kind),
                    "deferrable", Deferrable.of(constraint.definition())))),
        Undo.of(OwnConstraint.drop(table, index.name())));
  }
}
