package dev.theseus.check.effect;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The database and session one statement meets.
///
/// @param only the table that the statement names with `ONLY`, whose partitions or heirs it leaves
///   alone
record Site(CatalogView catalog, int major, SessionZone zone, Optional<QualifiedName> only) {

  Site(CatalogView catalog, int major, SessionZone zone) {
    this(catalog, major, zone, Optional.empty());
  }

  /// The same for what does not reach below a table.
  Site only(QualifiedName table) {
    return new Site(catalog, major, zone, Optional.of(table));
  }

  /// The name of a `RangeVar`.
  QualifiedName name(Node rangeVar) {
    return catalog.resolve(rangeVar.text("schemaname"), rangeVar.text("relname"));
  }

  /// A name of one or two parts.
  QualifiedName name(List<String> parts) {
    return catalog.resolve(parts.size() < 2 ? "" : parts.get(parts.size() - 2), parts.getLast());
  }

  Optional<Relation> relation(QualifiedName name) {
    return catalog.relation(name);
  }

  /// Whether it is certain that there is no such relation.
  boolean missing(QualifiedName name) {
    return catalog.absent(name);
  }

  /// How sure a verdict on this relation is.
  Certainty certainty(QualifiedName name) {
    return catalog.relation(name).filter(found -> !partsUnknown(found)).isPresent()
        ? Certainty.PROVED
        : Certainty.LIKELY;
  }

  /// Whether it is a partitioned table whose partitions somebody else makes.
  boolean partsUnknown(QualifiedName name) {
    return catalog.relation(name).filter(this::partsUnknown).isPresent();
  }

  private boolean partsUnknown(Relation relation) {
    return relation.kind() == Relation.Kind.PARTITIONED
        && relation.heirs().isEmpty()
        && !only.equals(Optional.of(relation.name()))
        && !catalog.hasAllPartitions();
  }

  /// Everything below a relation: partitions of partitions, heirs of heirs.
  List<QualifiedName> below(QualifiedName name) {
    Set<QualifiedName> all = new LinkedHashSet<>();
    if (!only.equals(Optional.of(name))) {
      collect(name, all);
    }
    return List.copyOf(all);
  }

  private void collect(QualifiedName name, Set<QualifiedName> all) {
    for (QualifiedName heir : catalog.relation(name).map(Relation::heirs).orElse(List.of())) {
      if (all.add(heir)) {
        collect(heir, all);
      }
    }
  }

  /// The relation and everything below it, locked and nothing more.
  List<RelationUse> locked(QualifiedName name, Role role, LockLevel lock) {
    List<RelationUse> uses = new ArrayList<>();
    uses.add(RelationUse.brief(name, role, lock));
    Role lower = role == Role.TARGET ? Role.PARTITION : role;
    below(name).forEach(heir -> uses.add(RelationUse.brief(heir, lower, lock)));
    return uses;
  }

  /// The relation and everything below it, every row read.
  List<RelationUse> scanned(QualifiedName name, Role role, LockLevel lock) {
    return locked(name, role, lock).stream().map(this::scanning).toList();
  }

  /// The relation and everything below it, every row and index written anew.
  List<RelationUse> rewritten(QualifiedName name) {
    return locked(name, Role.TARGET, LockLevel.ACCESS_EXCLUSIVE).stream()
        .map(this::rewriting)
        .toList();
  }

  RelationUse scanning(RelationUse use) {
    return stores(use.relation())
        ? new RelationUse(
            use.relation(), use.role(), use.lock(), true, use.rewrites(), use.rebuilt())
        : use;
  }

  RelationUse rewriting(RelationUse use) {
    return stores(use.relation())
        ? new RelationUse(
            use.relation(), use.role(), use.lock(), true, true, indexes(use.relation()))
        : use;
  }

  /// Whether the relation has rows of its own, as far as is known. A partitioned table stands for
  /// partitions that are not known.
  boolean stores(QualifiedName name) {
    return catalog
        .relation(name)
        .map(
            r ->
                r.kind() == Relation.Kind.TABLE
                    || r.kind() == Relation.Kind.MATERIALIZED
                    || partsUnknown(r))
        .orElse(true);
  }

  boolean partitioned(QualifiedName name) {
    return catalog.relation(name).filter(r -> r.kind() == Relation.Kind.PARTITIONED).isPresent();
  }

  Set<QualifiedName> indexes(QualifiedName table) {
    Set<QualifiedName> names = new LinkedHashSet<>();
    catalog.relation(table).ifPresent(r -> r.indexes().forEach(index -> names.add(index.name())));
    return names;
  }

  Optional<Relation.Column> column(QualifiedName table, String column) {
    return catalog.relation(table).flatMap(r -> r.column(Identifier.of(column)));
  }

  /// The type that a `TypeName` means; a type that somebody made gets its schema.
  PgType type(Node typeName) {
    List<String> names = typeName.strings("names");
    List<String> modifiers = new ArrayList<>();
    for (Node modifier : typeName.list("typmods")) {
      modifiers.add(modifier(modifier));
    }
    PgType read = PgTypes.named(names, modifiers, !typeName.list("arrayBounds").isEmpty());
    if (names.size() > 1 && names.get(names.size() - 2).equals("pg_catalog")) {
      return read;
    }
    QualifiedName resolved = name(names);
    return catalog.type(resolved).isPresent()
        ? new PgType(
            Optional.of(resolved.schema()), read.name(), read.modifiers(), read.dimensions())
        : read;
  }

  private static String modifier(Node node) {
    if (node.is("A_Const")) {
      return node.find("ival")
          .map(value -> String.valueOf(value.integer("ival")))
          .orElseGet(() -> node.find("sval").map(value -> value.text("sval")).orElse("?"));
    }
    List<String> words = node.strings("fields");
    return words.isEmpty() ? "?" : words.getLast();
  }

  /// The domain or other type that somebody made, if it is one and no array of it.
  Optional<UserType> userType(PgType type) {
    return type.schema().isEmpty() || type.isArray()
        ? Optional.empty()
        : catalog.type(new QualifiedName(type.schema().get(), type.name()));
  }

  boolean constrainedDomain(PgType type) {
    return userType(type)
        .filter(user -> user.kind() == UserType.Kind.DOMAIN && user.constrained())
        .isPresent();
  }
}
