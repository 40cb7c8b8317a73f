package dev.theseus.check.verdict;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Enforcement;
import dev.theseus.check.effect.Relation;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One table as statements made it.
final class TableMemory {
  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");

  private final QualifiedName name;
  private final CatalogView names;
  private final Map<String, Relation.Column> columns = new LinkedHashMap<>();
  private final Map<String, Relation.Constraint> constraints = new LinkedHashMap<>();
  private final Map<QualifiedName, Relation.Index> indexes = new LinkedHashMap<>();
  private final Relation origin;
  private boolean logged;

  TableMemory(QualifiedName name, CatalogView names) {
    this(bare(name, Relation.Kind.TABLE), names);
  }

  /// A table that is there already.
  TableMemory(Relation read, CatalogView names) {
    this.name = read.name();
    this.names = names;
    this.origin = read;
    read.columns().forEach(column -> columns.put(column.name().name(), column));
    read.constraints().forEach(one -> constraints.put(one.name().name(), one));
    read.indexes().forEach(index -> indexes.put(index.name(), index));
    this.logged = read.logged();
  }

  /// A relation of which nothing but its name is known.
  static Relation bare(QualifiedName name, Relation.Kind kind) {
    return new Relation(
        name,
        kind,
        name,
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        true,
        "heap",
        "",
        -1,
        0);
  }

  /// The same table under another name.
  TableMemory named(QualifiedName other) {
    return new TableMemory(relation(other, other, origin.kind(), List.of()), names);
  }

  boolean hasIndex(QualifiedName index) {
    return indexes.containsKey(index);
  }

  Relation relation(List<Relation.ForeignKey> referencedBy) {
    return relation(name, name, origin.kind(), referencedBy);
  }

  Relation asIndex(QualifiedName index) {
    return relation(index, name, Relation.Kind.INDEX, List.of());
  }

  private Relation relation(
      QualifiedName as,
      QualifiedName table,
      Relation.Kind kind,
      List<Relation.ForeignKey> referencedBy) {
    return new Relation(
        as,
        kind,
        table,
        origin.partition(),
        List.copyOf(columns.values()),
        List.copyOf(constraints.values()),
        referencedBy,
        List.copyOf(indexes.values()),
        origin.parents(),
        origin.heirs(),
        origin.defaultPartition(),
        origin.readers(),
        logged,
        origin.accessMethod(),
        origin.tablespace(),
        origin.rows(),
        origin.bytes());
  }

  Stream<Relation.ForeignKey> pointingAt(QualifiedName other) {
    return constraints.values().stream()
        .filter(one -> one.references().filter(other::equals).isPresent())
        .map(one -> new Relation.ForeignKey(one.name(), name, List.of()));
  }

  /// @return whether the statement is followed to the end
  boolean alter(Node command, FileCatalog.Source source) {
    String column = command.text("name");
    switch (command.text("subtype")) {
      case "AT_AddColumn" -> {
        return addColumn(command.child("def"), source);
      }
      case "AT_DropColumn" -> dropColumn(column);
      case "AT_AlterColumnType" -> {
        return changeType(column, command.child("def"));
      }
      case "AT_SetNotNull" -> require(column, true);
      case "AT_DropNotNull" -> require(column, false);
      case "AT_AddConstraint" -> {
        return addConstraint(command.child("def"), source);
      }
      case "AT_DropConstraint" -> dropConstraint(column);
      case "AT_ValidateConstraint" -> validate(column);
      case "AT_ColumnDefault",
          "AT_SetStatistics",
          "AT_SetStorage",
          "AT_SetCompression",
          "AT_SetRelOptions",
          "AT_ChangeOwner",
          "AT_EnableRowSecurity",
          "AT_ForceRowSecurity" -> {}
      case "AT_SetLogged" -> logged = true;
      case "AT_SetUnLogged" -> logged = false;
      default -> {
        return false;
      }
    }
    return true;
  }

  boolean addColumn(Node definition, FileCatalog.Source source) {
    String column = definition.text("colname");
    if (columns.containsKey(column)) {
      return true;
    }
    PgType written = type(definition);
    PgType type = PgTypes.serial(written).orElse(written);
    boolean serial = PgTypes.serial(written).isPresent();
    List<Node> parts = definition.list("constraints");
    boolean required =
        serial
            || has(parts, "CONSTR_NOTNULL")
            || has(parts, "CONSTR_PRIMARY")
            || has(parts, "CONSTR_IDENTITY");
    String generated =
        parts.stream()
            .filter(part -> part.text("contype").equals("CONSTR_GENERATED"))
            .map(part -> part.text("generated_kind"))
            .findFirst()
            .orElse("");
    columns.put(
        column,
        new Relation.Column(
            Identifier.of(column),
            type,
            collation(definition, type),
            required,
            has(parts, "CONSTR_IDENTITY"),
            generated,
            Optional.empty()));
    for (int i = 0; i < parts.size(); i++) {
      boolean valid = !parts.get(i).flag("skip_validation") && Enforcement.isEnforced(parts, i);
      constrain(parts.get(i), List.of(column), source, valid);
    }
    return true;
  }

  private static boolean has(List<Node> constraints, String type) {
    return constraints.stream().anyMatch(one -> one.text("contype").equals(type));
  }

  private static PgType type(Node definition) {
    Node written = definition.child("typeName");
    List<String> modifiers = new ArrayList<>();
    for (Node modifier : written.list("typmods")) {
      modifiers.add(modifier.find("ival").map(v -> String.valueOf(v.integer("ival"))).orElse("?"));
    }
    return PgTypes.named(
        written.strings("names"), modifiers, !written.list("arrayBounds").isEmpty());
  }

  private static String collation(Node definition, PgType type) {
    return definition
        .find("collClause")
        .map(clause -> clause.strings("collname").getLast())
        .orElse(TEXTS.contains(type.name().name()) && !type.isArray() ? "default" : "");
  }

  boolean addConstraint(Node constraint, FileCatalog.Source source) {
    List<String> keys = constraint.strings("keys");
    List<String> own = keys.isEmpty() ? constraint.strings("fk_attrs") : keys;
    String index = constraint.text("indexname");
    boolean valid = !constraint.flag("skip_validation");
    if (!index.isEmpty()) {
      indexes.values().stream()
          .filter(one -> one.name().name().name().equals(index))
          .toList()
          .forEach(one -> constrain(constraint, names(one.columns()), source, valid));
      return true;
    }
    constrain(constraint, own, source, valid);
    return true;
  }

  private static List<String> names(List<Identifier> identifiers) {
    return identifiers.stream().map(Identifier::name).toList();
  }

  private void constrain(
      Node constraint, List<String> own, FileCatalog.Source source, boolean valid) {
    switch (constraint.text("contype")) {
      case "CONSTR_CHECK" -> {
        List<String> read =
            constraint.all("ColumnRef").stream()
                .map(reference -> reference.strings("fields"))
                .filter(fields -> !fields.isEmpty())
                .map(List::getLast)
                .filter(columns::containsKey)
                .toList();
        add(constraint, "c", read, valid, source.inParentheses(constraint.location()));
      }
      case "CONSTR_PRIMARY" -> {
        own.forEach(column -> require(column, true));
        add(constraint, "p", own, true, "");
      }
      case "CONSTR_UNIQUE" -> add(constraint, "u", own, true, "");
      case "CONSTR_EXCLUSION" -> add(constraint, "x", own, true, "");
      case "CONSTR_FOREIGN" -> add(constraint, "f", own, valid, "");
      case "CONSTR_NOTNULL" -> {
        own.forEach(column -> require(column, true));
        if (!valid) {
          add(constraint, "n", own, false, "");
        }
      }
      default -> {}
    }
  }

  private void add(Node node, String kind, List<String> own, boolean valid, String expression) {
    boolean whole = kind.equals("p") || own.isEmpty();
    String derived = name.name() + (whole ? "" : "_" + String.join("_", own)) + suffix(kind);
    String called = node.text("conname").isEmpty() ? derived : node.text("conname");
    Identifier identifier = Identifier.derived("", called);
    boolean indexed = Set.of("p", "u", "x").contains(kind);
    constraints.put(
        called,
        new Relation.Constraint(
            identifier,
            kind,
            own.stream().map(Identifier::of).toList(),
            valid,
            expression,
            node.find("pktable").map(t -> names.resolve(t.text("schemaname"), t.text("relname"))),
            indexed ? Optional.of(identifier) : Optional.empty(),
            false));
    if (indexed) {
      QualifiedName index = name.withName(identifier);
      List<Identifier> keys = own.stream().map(Identifier::of).toList();
      indexes.put(index, new Relation.Index(index, keys, keys, true, true, true, "btree"));
    }
  }

  /// What the server puts at the end of names it chooses.
  private static String suffix(String kind) {
    return switch (kind) {
      case "p" -> "_pkey";
      case "u" -> "_key";
      case "x" -> "_excl";
      case "f" -> "_fkey";
      case "n" -> "_not_null";
      default -> "_check";
    };
  }

  QualifiedName addIndex(Node tree) {
    List<String> own = named(tree.all("IndexElem"));
    Set<String> read = new LinkedHashSet<>(own);
    tree.all("ColumnRef").stream()
        .map(reference -> reference.strings("fields"))
        .filter(fields -> !fields.isEmpty() && columns.containsKey(fields.getLast()))
        .forEach(fields -> read.add(fields.getLast()));
    boolean simple =
        tree.find("whereClause").isEmpty() && own.size() == tree.all("IndexElem").size();
    String called = tree.text("idxname");
    QualifiedName index =
        name.withName(
            called.isEmpty()
                ? Identifier.derived("", name.name() + "_" + String.join("_", own), "_idx")
                : Identifier.of(called));
    indexes.put(
        index,
        new Relation.Index(
            index,
            read.stream().map(Identifier::of).toList(),
            named(tree.list("indexParams")).stream().map(Identifier::of).toList(),
            true,
            tree.flag("unique"),
            simple,
            tree.text("accessMethod").isEmpty() ? "btree" : tree.text("accessMethod")));
    return index;
  }

  private static List<String> named(List<Node> keys) {
    return keys.stream().map(key -> key.text("name")).filter(name -> !name.isEmpty()).toList();
  }

  void dropIndex(QualifiedName index) {
    indexes.remove(index);
  }

  private void dropColumn(String column) {
    Identifier gone = Identifier.of(column);
    columns.remove(column);
    constraints.values().removeIf(one -> one.columns().contains(gone));
    indexes.values().removeIf(one -> one.columns().contains(gone));
  }

  private boolean changeType(String column, Node definition) {
    Relation.Column old = columns.get(column);
    if (old == null) {
      return false;
    }
    PgType type = type(definition);
    columns.put(
        column,
        new Relation.Column(
            old.name(),
            type,
            collation(definition, type),
            old.notNull(),
            old.identity(),
            old.generated(),
            old.sequence()));
    return true;
  }

  /// Constraints and indexes follow; the text of a CHECK stays as it was written.
  void renameColumn(Identifier from, Identifier to) {
    Map<String, Relation.Column> before = new LinkedHashMap<>(columns);
    columns.clear();
    before.forEach(
        (key, old) -> {
          Relation.Column column = old.name().equals(from) ? renamed(old, to) : old;
          columns.put(column.name().name(), column);
        });
    constraints.replaceAll((key, old) -> over(old, swapped(old.columns(), from, to)));
    indexes.replaceAll((key, old) -> renamed(old, from, to));
  }

  private static Relation.Column renamed(Relation.Column old, Identifier to) {
    return new Relation.Column(
        to,
        old.type(),
        old.collation(),
        old.notNull(),
        old.identity(),
        old.generated(),
        old.sequence());
  }

  private static List<Identifier> swapped(List<Identifier> names, Identifier from, Identifier to) {
    return names.stream().map(one -> one.equals(from) ? to : one).toList();
  }

  private static Relation.Constraint over(Relation.Constraint old, List<Identifier> columns) {
    return new Relation.Constraint(
        old.name(),
        old.kind(),
        columns,
        old.valid(),
        old.expression(),
        old.references(),
        old.index(),
        old.inherited());
  }

  private static Relation.Index renamed(Relation.Index old, Identifier from, Identifier to) {
    return new Relation.Index(
        old.name(),
        swapped(old.columns(), from, to),
        swapped(old.keys(), from, to),
        old.valid(),
        old.unique(),
        old.simple(),
        old.method());
  }

  void renameConstraint(Identifier from, Identifier to) {
    Relation.Constraint old = constraints.remove(from.name());
    if (old != null) {
      old.index().ifPresent(index -> renameIndex(name.withName(index), name.withName(to)));
      constraints.put(
          to.name(),
          new Relation.Constraint(
              to,
              old.kind(),
              old.columns(),
              old.valid(),
              old.expression(),
              old.references(),
              old.index().map(index -> to),
              old.inherited()));
    }
  }

  void renameIndex(QualifiedName from, QualifiedName to) {
    Relation.Index old = indexes.remove(from);
    if (old != null) {
      indexes.put(
          to,
          new Relation.Index(
              to,
              old.columns(),
              old.keys(),
              old.valid(),
              old.unique(),
              old.simple(),
              old.method()));
    }
  }

  private void require(String column, boolean required) {
    columns.computeIfPresent(
        column,
        (key, old) ->
            new Relation.Column(
                old.name(),
                old.type(),
                old.collation(),
                required,
                old.identity(),
                old.generated(),
                old.sequence()));
  }

  private void dropConstraint(String constraint) {
    Relation.Constraint gone = constraints.remove(constraint);
    if (gone != null) {
      gone.index().ifPresent(index -> indexes.remove(name.withName(index)));
    }
  }

  private void validate(String constraint) {
    constraints.computeIfPresent(
        constraint,
        (key, old) ->
            new Relation.Constraint(
                old.name(),
                old.kind(),
                old.columns(),
                true,
                old.expression(),
                old.references(),
                old.index(),
                old.inherited()));
  }
}
