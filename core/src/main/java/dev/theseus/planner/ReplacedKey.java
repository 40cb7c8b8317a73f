package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Index;
import dev.theseus.catalog.Table;
import dev.theseus.error.ProblemCode;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.Node;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.AddPrimaryKey;
import dev.theseus.operation.AddUnique;
import dev.theseus.operation.DropConstraint;
import dev.theseus.operation.Operation;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys whose place a new one takes: a table has one primary key, and each name is there once.
/// The old version may rely on the old key until contract, so the index of the new one is built
/// beside it, and both change places in one transaction at contract.
///
/// @param drops the statements of the release that drop them
/// @param withColumn whether a primary key goes with a column that the release drops
record ReplacedKey(Table table, List<DropConstraint> drops, boolean withColumn) {
  private static final Set<Constraint.Kind> KEYS =
      Set.of(Constraint.Kind.PRIMARY_KEY, Constraint.Kind.UNIQUE, Constraint.Kind.EXCLUDE);

  ReplacedKey {
    drops = List.copyOf(drops);
  }

  /// What a new key replaces; empty when it stands beside the others.
  static Optional<ReplacedKey> of(Pending adding, Folding folding) {
    if (adding.table().filter(one -> !one.created()).isEmpty()
        || added(adding.source().operation()).isEmpty()) {
      return Optional.empty();
    }
    TableDraft draft = adding.draft();
    List<DropConstraint> drops = new ArrayList<>();
    for (Pending before : folding.pending()) {
      if (before.equals(adding)) {
        break;
      }
      if (before.table().filter(one -> one == draft).isPresent()
          && before.source().operation() instanceof DropConstraint drop
          && takesPlace(adding.source().operation(), draft.original(), drop.constraint())) {
        drops.add(drop);
      }
    }
    boolean withColumn =
        adding.source().operation() instanceof AddPrimaryKey
            && primary(draft.original()).filter(key -> goesWithColumn(draft, key)).isPresent();
    return drops.isEmpty() && !withColumn
        ? Optional.empty()
        : Optional.of(new ReplacedKey(draft.original(), drops, withColumn));
  }

  /// Whether a dropped key goes when another one takes its place.
  static boolean isExchanged(Pending dropping, Folding folding) {
    return folding.pending().stream()
        .filter(one -> one.table().equals(dropping.table()))
        .flatMap(one -> of(one, folding).stream())
        .anyMatch(one -> one.drops().contains((DropConstraint) dropping.source().operation()));
  }

  private static boolean takesPlace(Operation adding, Table table, Identifier dropped) {
    return table
        .constraint(dropped)
        .filter(one -> KEYS.contains(one.kind()))
        .filter(
            one ->
                added(adding).filter(dropped::equals).isPresent()
                    || (adding instanceof AddPrimaryKey
                        && one.kind() == Constraint.Kind.PRIMARY_KEY))
        .isPresent();
  }

  private static Optional<Identifier> added(Operation operation) {
    if (operation instanceof AddPrimaryKey key) {
      return Optional.of(key.constraint());
    }
    return operation instanceof AddUnique key ? Optional.of(key.constraint()) : Optional.empty();
  }

  private static Optional<Constraint> primary(Table table) {
    return table.constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.PRIMARY_KEY)
        .findFirst();
  }

  private static boolean goesWithColumn(TableDraft draft, Constraint key) {
    return draft.dropped().stream().anyMatch(one -> key.columns().contains(one.column().name()));
  }

  /// The name of the new key's index until contract.
  static Identifier index(Optional<ReplacedKey> replaced, Identifier constraint) {
    boolean taken =
        replaced.stream()
            .flatMap(one -> one.drops().stream())
            .anyMatch(one -> one.constraint().equals(constraint));
    return taken ? Identifier.derived(Names.PREFIX, constraint.name(), "_new") : constraint;
  }

  /// Takes the old keys away, in the transaction that makes the new one.
  ///
  /// @param name of the table at contract
  List<Sql> dropping(QualifiedName name) {
    return drops.stream()
        .map(
            one ->
                Sql.of(
                    "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}{cascade}",
                    Map.of(
                        "table",
                        name,
                        "constraint",
                        one.constraint(),
                        "cascade",
                        one.cascade() ? Sql.verbatim(" CASCADE") : Nothing.NOTHING)))
        .toList();
  }

  /// What a CASCADE takes along is locked too.
  List<LockUse> locks() {
    return drops.stream()
        .flatMap(one -> table.constraint(one.constraint()).stream())
        .flatMap(one -> Relatives.of(table, one).stream())
        .distinct()
        .toList();
  }

  /// Refuses what PostgreSQL would when everything else is done.
  static boolean refused(
      Pending adding, Optional<ReplacedKey> replaced, Folding folding, Problems problems) {
    Table table = adding.draft().original();
    if (replaced.filter(one -> one.pointedAt(adding, folding, problems)).isPresent()) {
      return true;
    }
    boolean divided = table.kind() == Table.Kind.PARTITIONED;
    if (replaced.isPresent() && divided) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "a key of partitioned table \"%s\" is dropped and another one takes its place"
              .formatted(adding.draft().name()),
          adding.source().place(),
          "drop it in a release of its own before this one");
      return true;
    }
    if (!(adding.source().operation() instanceof AddPrimaryKey)) {
      return false;
    }
    Optional<Constraint> standing = primary(table).filter(one -> replaced.isEmpty());
    standing.ifPresent(
        key ->
            problems.add(
                ProblemCode.ALREADY_EXISTS,
                "\"%s\" has primary key \"%s\" already"
                    .formatted(adding.draft().name(), key.name()),
                adding.source().place(),
                "drop it before, in this release: ALTER TABLE %s DROP CONSTRAINT %s"
                    .formatted(adding.draft().name().quoted(), key.name().quoted())));
    return standing.isPresent()
        || replaced.filter(one -> one.unnamed(adding, problems)).isPresent();
  }

  /// A table of the release is made before anything else, when the old key is the table's key: it
  /// would point at that one, and lose its foreign key with it, or keep it from being dropped. So
  /// would a foreign key that names the old key's columns.
  private boolean pointedAt(Pending adding, Folding folding, Problems problems) {
    int behind = folding.pending().indexOf(adding);
    List<Pending> pointing = new ArrayList<>();
    for (int i = 0; i < folding.pending().size(); i++) {
      Pending one = folding.pending().get(i);
      boolean created = one.table().filter(TableDraft::created).isPresent();
      if (created ? pointsAt(one.source().statement()) : pointsAt(one, i < behind, folding)) {
        pointing.add(one);
      }
    }
    pointing.forEach(
        one ->
            problems.add(
                ProblemCode.DEPENDS_ON_CONTRACT,
                "a foreign key of \"%s\" points at \"%s\", whose key another one replaces at contract"
                    .formatted(one.draft().name(), table.name()),
                one.source().place(),
                "add the foreign key in a release of its own after this one"));
    return !pointing.isEmpty();
  }

  private boolean pointsAt(Pending pending, boolean before, Folding folding) {
    return pending.source().operation() instanceof AddForeignKey key
        && folding
            .find(key.references())
            .filter(to -> !to.created() && to.original().equals(table))
            .isPresent()
        && (key.referencedColumns().isEmpty()
            ? before
            : drops.stream()
                .flatMap(drop -> table.constraint(drop.constraint()).stream())
                .anyMatch(
                    old -> Set.copyOf(old.columns()).equals(Set.copyOf(key.referencedColumns()))));
  }

  private boolean pointsAt(String statement) {
    try {
      return Grammar.parse(statement).statements().stream()
          .flatMap(one -> one.tree().all("Constraint").stream())
          .filter(one -> one.find("pktable").filter(this::isTable).isPresent())
          .map(one -> one.strings("pk_attrs"))
          .anyMatch(columns -> columns.isEmpty() || isReplaced(columns));
    } catch (SqlSyntaxException e) {
      return true;
    }
  }

  private boolean isTable(Node name) {
    String schema = name.text("schemaname");
    return name.text("relname").equals(table.name().name().name())
        && (schema.isEmpty() || schema.equals(table.name().schema().name()));
  }

  /// Another key that stays may have these columns; else only one that comes, or goes.
  private boolean isReplaced(List<String> columns) {
    return table.indexes().stream()
        .filter(Index::unique)
        .filter(
            one ->
                drops.stream()
                    .noneMatch(drop -> one.constraint().equals(Optional.of(drop.constraint()))))
        .noneMatch(one -> Set.copyOf(one.columns()).equals(identifiers(columns)));
  }

  private static Set<Identifier> identifiers(List<String> names) {
    return names.stream().map(Identifier::of).collect(Collectors.toSet());
  }

  /// Which name is free when the old key goes with its column is not known when names are chosen.
  private boolean unnamed(Pending adding, Problems problems) {
    boolean named = !withColumn || !drops.isEmpty() || namesIt(adding.source().statement());
    if (!named) {
      problems.add(
          ProblemCode.UNSUPPORTED_STATEMENT,
          "the primary key of \"%s\" goes with its column, and the new one has no name"
              .formatted(adding.draft().name()),
          adding.source().place(),
          "write a name for the primary key of \"%s\": ADD CONSTRAINT … PRIMARY KEY"
              .formatted(adding.draft().name()));
    }
    return !named;
  }

  private static boolean namesIt(String statement) {
    try {
      return Grammar.parse(statement).statements().stream()
          .flatMap(one -> one.tree().all("Constraint").stream())
          .filter(one -> one.text("contype").equals("CONSTR_PRIMARY"))
          .allMatch(one -> !one.text("conname").isEmpty() || !one.text("indexname").isEmpty());
    } catch (SqlSyntaxException e) {
      return true;
    }
  }
}
