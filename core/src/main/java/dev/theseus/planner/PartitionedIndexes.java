package dev.theseus.planner;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.migration.ChosenNames;
import dev.theseus.operation.CreateIndex;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.PartitionedIndex;
import dev.theseus.plan.PartitionedIndex.Part;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Indexes and keys of partitioned tables: on the table alone, on each partition without blocking
/// its writers, then attached.
final class PartitionedIndexes {
  private final Steps steps;
  private final Catalog catalog;
  private final Problems problems;
  private final Set<QualifiedName> chosen = new HashSet<>();

  PartitionedIndexes(Steps steps, Catalog catalog, Problems problems) {
    this.steps = steps;
    this.catalog = catalog;
    this.problems = problems;
  }

  /// What the names of the partitions' indexes are made of.
  private record Naming(List<Identifier> columns, String label) {}

  /// @param statement CREATE INDEX with the columns as they stand in the table
  void createIndex(Pending pending, CreateIndex create, Sql statement) {
    Node written = Grammar.statement(create.statement().text()).tree();
    QualifiedName table = pending.draft().physical();
    if (!written.child("relation").flag("inh")) {
      refuse(
          pending,
          "index \"%s\" is asked for ON ONLY \"%s\", which leaves it invalid"
              .formatted(create.index(), table),
          "leave ONLY away: the index is built on each partition without blocking its writers");
      return;
    }
    if (!possible(pending, create.unique(), create.columns())) {
      return;
    }
    Naming naming = new Naming(ChosenNames.columnsOf(written), "idx");
    Node tree = Grammar.statement(statement.text()).tree();
    QualifiedName index = table.withName(create.index());
    add(
        Phase.BACKFILL,
        new PartitionedIndex(
            table,
            index,
            create.unique(),
            Tokens.indexBody(statement.text()),
            Optional.empty(),
            parts(index, table, naming, Optional.of(tree))));
  }

  void addKey(Pending pending, PartitionedKey key, Phase phase) {
    QualifiedName table = pending.draft().physical();
    if (key.existingIndex().isPresent()) {
      refuse(
          pending,
          "table \"%s\" is partitioned and a %s constraint on it cannot adopt an index"
              .formatted(table, key.kind()),
          "write its columns instead of USING INDEX: indexes are built on each partition");
      return;
    }
    if (!possible(pending, true, List.copyOf(pending.columns().keySet())) || keyed(pending, key)) {
      return;
    }
    if (primary(key)) {
      warnOfOwnNotNull(key, table);
    }
    QualifiedName index = table.withName(key.constraint());
    add(
        phase,
        new PartitionedIndex(
            table,
            index,
            true,
            key.body(),
            Optional.of(
                new PartitionedIndex.Key(key.kind(), declared(key), key.deferrable().rendered())),
            parts(
                index,
                table,
                primary(key) ? new Naming(List.of(), "pkey") : new Naming(key.named(), "key"),
                Optional.empty())));
  }

  /// Builds on a partitioned table what an index of the table it is going to be attached to will
  /// want; attaching would build it while both are locked.
  ///
  /// @param constraint the one the index serves
  void addLike(QualifiedName table, Index index, Optional<Constraint> constraint) {
    Naming naming =
        index.primary()
            ? new Naming(List.of(), "pkey")
            : new Naming(
                ChosenNames.columnsOf(Grammar.statement(index.definition()).tree()),
                constraint.isPresent() ? "key" : "idx");
    QualifiedName name =
        table.withName(
            ChosenNames.onPartition(table, naming.columns(), naming.label(), this::taken));
    chosen.add(name);
    Optional<Node> create =
        constraint.isPresent()
            ? Optional.empty()
            : Optional.of(Grammar.statement(index.definition()).tree());
    add(
        Phase.EXPAND,
        new PartitionedIndex(
            table,
            name,
            index.unique(),
            Tokens.indexBody(index.definition()),
            constraint.map(PartitionedIndexes::like),
            parts(name, table, naming, create)));
  }

  private static PartitionedIndex.Key like(Constraint one) {
    String kind = one.kind() == Constraint.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    String deferrable = Deferrable.of(one.definition()).rendered();
    String columns = one.definition().substring(kind.length());
    return new PartitionedIndex.Key(
        kind,
        Sql.verbatim(columns.substring(0, columns.length() - deferrable.length()).strip()),
        deferrable);
  }

  private static boolean primary(PartitionedKey key) {
    return key.kind().equals("PRIMARY KEY");
  }

  /// The columns as the constraint's declaration has them.
  private static Sql declared(PartitionedKey key) {
    String columns = key.body().text();
    return key.nullsNotDistinct()
        ? Sql.verbatim(
            "NULLS NOT DISTINCT " + columns.substring(0, columns.lastIndexOf(" NULLS NOT")))
        : key.body();
  }

  private void warnOfOwnNotNull(PartitionedKey key, QualifiedName table) {
    if (catalog.server().atLeast(18) && !below(table).isEmpty()) {
      problems.warn(
          ("NOT NULL of the columns of primary key \"%s\" becomes each partition's own on"
               + " PostgreSQL 18: who allows NULL in \"%s\" later has to allow it in the partitions"
               + " too")
              .formatted(key.constraint(), table));
    }
  }

  /// The partitions of a table at any depth.
  List<QualifiedName> below(QualifiedName table) {
    return catalog.partitions().below(table).stream().map(Partition::table).toList();
  }

  /// A partition with a primary key of its own would lose it on the way back.
  private boolean keyed(Pending pending, PartitionedKey key) {
    QualifiedName table = pending.draft().physical();
    Optional<Constraint> own =
        primary(key)
            ? catalog.partitions().below(table).stream()
                .flatMap(one -> catalog.table(one.table()).stream())
                .flatMap(one -> one.constraints().stream())
                .filter(one -> one.kind() == Constraint.Kind.PRIMARY_KEY)
                .findFirst()
            : Optional.empty();
    own.ifPresent(
        one ->
            refuse(
                pending,
                "partition \"%s\" of \"%s\" has primary key \"%s\" of its own"
                    .formatted(one.table(), table, one.name()),
                "drop that constraint in an earlier release, or make this one UNIQUE"));
    return own.isPresent();
  }

  private boolean possible(Pending pending, boolean unique, List<Identifier> columns) {
    QualifiedName table = pending.draft().physical();
    List<Partition> all = catalog.partitions().below(table);
    Optional<Partition> foreign =
        all.stream().filter(one -> one.kind() == Table.Kind.FOREIGN).findFirst();
    if (foreign.isPresent()) {
      refuse(
          pending,
          "partition \"%s\" of \"%s\" is a foreign table, which cannot have an index"
              .formatted(foreign.get().table(), table),
          "detach it first, or index the other partitions one by one");
      return false;
    }
    if (!unique) {
      return true;
    }
    Optional<QualifiedName> lacking =
        Stream.concat(Stream.of(table), all.stream().map(Partition::table))
            .filter(one -> !columns.containsAll(partitionKey(one)))
            .findFirst();
    lacking.ifPresent(
        one ->
            refuse(
                pending,
                "a unique index of partitioned table \"%s\" must hold every column of the partition"
                        .formatted(table)
                    + " key of \"%s\"".formatted(one),
                "add the columns " + partitionKey(one)));
    return lacking.isEmpty();
  }

  private List<Identifier> partitionKey(QualifiedName table) {
    return catalog.table(table).stream()
        .flatMap(one -> one.otherDependents().stream())
        .filter(one -> one.kind().equals("partition key"))
        .flatMap(one -> one.columns().stream())
        .toList();
  }

  private List<Part> parts(
      QualifiedName rootIndex, QualifiedName root, Naming naming, Optional<Node> create) {
    Map<QualifiedName, QualifiedName> indexes = new HashMap<>(Map.of(root, rootIndex));
    List<Part> parts = new ArrayList<>();
    for (Partition one : catalog.partitions().below(root)) {
      Optional<Index> standing = create.flatMap(tree -> standing(one, tree));
      QualifiedName name =
          standing
              .map(Index::name)
              .orElseGet(
                  () ->
                      one.table()
                          .withName(
                              ChosenNames.onPartition(
                                  one.table(), naming.columns(), naming.label(), this::taken)));
      chosen.add(name);
      indexes.put(one.table(), name);
      parts.add(
          new Part(
              one.table(),
              name,
              indexes.getOrDefault(one.parent(), rootIndex),
              one.leaf(),
              standing.map(index -> Tokens.indexBody(index.definition()))));
    }
    return parts;
  }

  /// Includes the names constraints could have: a constraint's index has its name.
  private boolean taken(QualifiedName name) {
    return chosen.contains(name) || catalog.relations().contains(name);
  }

  /// An index of a partition that the plain statement would attach instead of building one. Those
  /// of constraints are left alone: they could not be given back.
  private Optional<Index> standing(Partition partition, Node wanted) {
    if (!partition.leaf()) {
      return Optional.empty();
    }
    return catalog.table(partition.table()).stream()
        .flatMap(one -> one.indexes().stream())
        .filter(one -> one.valid() && one.constraint().isEmpty())
        .filter(one -> !catalog.partitions().attachedIndexes().contains(one.name()))
        .filter(one -> alike(Grammar.statement(one.definition()).tree(), wanted))
        .findFirst();
  }

  private static boolean alike(Node one, Node other) {
    return one.flag("unique") == other.flag("unique")
        && one.flag("nulls_not_distinct") == other.flag("nulls_not_distinct")
        && one.text("accessMethod").equals(other.text("accessMethod"))
        && same(one.list("indexParams"), other.list("indexParams"))
        && same(one.list("indexIncludingParams"), other.list("indexIncludingParams"))
        && same(
            one.find("whereClause").stream().toList(), other.find("whereClause").stream().toList());
  }

  private static boolean same(List<Node> some, List<Node> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).sameAs(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void add(Phase phase, PartitionedIndex index) {
    List<LockUse> locks = new ArrayList<>();
    locks.add(LockUse.brief(index.onOnlyLock(), index.table()));
    for (Part part : index.parts()) {
      if (part.standing().isPresent()) {
        continue;
      }
      locks.add(
          part.leaf()
              ? LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, part.table())
              : LockUse.brief(index.onOnlyLock(), part.table()));
      if (part.leaf() && index.key().isPresent()) {
        locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, part.table()));
      }
    }
    index
        .parts()
        .forEach(part -> locks.add(LockUse.brief(LockLevel.ACCESS_EXCLUSIVE, part.index())));
    String what = index.key().map(key -> key.kind() + " constraint ").orElse("index ");
    steps.add(
        new Step.BuildPartitionedIndex(
            steps.head(
                phase,
                index.table() + "." + index.index().name(),
                "build %s%s on %s, one partition after the other, without blocking writers"
                    .formatted(what, index.index().name(), index.table()),
                locks),
            index));
  }

  private void refuse(Pending pending, String what, String fix) {
    problems.add(ProblemCode.UNSUPPORTED_STATEMENT, what, pending.source().place(), fix);
  }
}
