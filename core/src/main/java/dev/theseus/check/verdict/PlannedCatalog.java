package dev.theseus.check.verdict;

import dev.theseus.catalog.Catalog;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.Table;
import dev.theseus.catalog.View;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.effect.CatalogView;
import dev.theseus.check.effect.Relation;
import dev.theseus.check.effect.UserFunction;
import dev.theseus.check.effect.UserType;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A catalog that was read, and what the statements that are judged make of it. Tables are looked
/// at when they are asked for. Not thread-safe.
final class PlannedCatalog implements CatalogSource, CatalogView {
  private final Catalog read;
  private final Identifier base;
  private final Map<QualifiedName, TableMemory> tables = new HashMap<>();
  private final Map<QualifiedName, Relation.Kind> others = new HashMap<>();
  private final Map<QualifiedName, UserType> domains = new HashMap<>();

  /// Domains that were read or made without a constraint and got one.
  private final Set<QualifiedName> constrained = new HashSet<>();

  private final Set<QualifiedName> gone = new HashSet<>();

  PlannedCatalog(Catalog read, Identifier base) {
    this.read = read;
    this.base = base;
    for (Table table : read.tables().values()) {
      for (View view : table.views()) {
        others.put(
            view.name(), view.materialized() ? Relation.Kind.MATERIALIZED : Relation.Kind.VIEW);
      }
      table
          .columns()
          .forEach(
              column ->
                  column
                      .ownedSequence()
                      .ifPresent(name -> others.put(name, Relation.Kind.SEQUENCE)));
    }
  }

  @Override
  public CatalogView view() {
    return this;
  }

  @Override
  public boolean known() {
    return true;
  }

  @Override
  public QualifiedName resolve(String schema, String name) {
    return new QualifiedName(schema.isEmpty() ? base : Identifier.of(schema), Identifier.of(name));
  }

  QualifiedName resolve(List<String> names) {
    return resolve(names.size() < 2 ? "" : names.get(names.size() - 2), names.getLast());
  }

  @Override
  public Optional<Relation> relation(QualifiedName name) {
    return memory(name)
        .map(table -> table.relation(referencing(name)))
        .or(() -> Optional.ofNullable(others.get(name)).map(kind -> TableMemory.bare(name, kind)))
        .or(() -> index(name));
  }

  private Optional<TableMemory> memory(QualifiedName name) {
    TableMemory known = tables.get(name);
    if (known == null && !gone.contains(name)) {
      known =
          read.table(name).map(table -> new TableMemory(ReadRelation.of(table), this)).orElse(null);
      if (known != null) {
        tables.put(name, known);
      }
    }
    return Optional.ofNullable(known);
  }

  private Optional<Relation> index(QualifiedName name) {
    return tableOfIndex(name).flatMap(this::memory).map(table -> table.asIndex(name));
  }

  private Optional<QualifiedName> tableOfIndex(QualifiedName index) {
    read.tableOfIndex(index).ifPresent(table -> memory(table.name()));
    return tables.entrySet().stream()
        .filter(entry -> entry.getValue().hasIndex(index))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Foreign keys that were read stand until their table is looked at; it then knows better.
  private List<Relation.ForeignKey> referencing(QualifiedName name) {
    List<Relation.ForeignKey> keys = new ArrayList<>();
    tables.values().forEach(table -> table.pointingAt(name).forEach(keys::add));
    read.table(name).map(Table::referencedBy).orElse(List.of()).stream()
        .filter(key -> !tables.containsKey(key.table()) && !gone.contains(key.table()))
        .map(ReadRelation::foreignKey)
        .forEach(keys::add);
    return keys;
  }

  /// Domains, and other types as far as columns have them.
  @Override
  public Optional<UserType> type(QualifiedName name) {
    Optional<UserType> found = Optional.ofNullable(domains.get(name)).or(() -> readType(name));
    return found.map(type -> holds(type) ? type.withConstraint() : type);
  }

  /// The domain, if the type is one and no array of it.
  Optional<UserType> domain(PgType type) {
    return type.schema().isEmpty() || type.isArray()
        ? Optional.empty()
        : type(new QualifiedName(type.schema().get(), type.name()))
            .filter(found -> found.kind() == UserType.Kind.DOMAIN);
  }

  /// Whether its values are held against a constraint, of its own or of a domain below it.
  private boolean holds(UserType type) {
    return type.kind() == UserType.Kind.DOMAIN
        && (type.constrained()
            || constrained.contains(type.name())
            || domain(type.base()).filter(UserType::constrained).isPresent());
  }

  private Optional<UserType> readType(QualifiedName name) {
    PgType own = new PgType(Optional.of(name.schema()), name.name(), List.of(), 0);
    PgType under = read.types().domains().get(own.toString());
    List<QualifiedName> users =
        read.tables().values().stream()
            .filter(table -> table.columns().stream().anyMatch(c -> isOf(c.type(), own)))
            .map(Table::name)
            .sorted()
            .toList();
    if (under == null && users.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UserType(
            name,
            under == null ? UserType.Kind.OTHER : UserType.Kind.DOMAIN,
            under == null ? own : under,
            read.types().constrainedDomains().contains(own.toString()),
            read.types().defaultOf(own).map(Expression::text).orElse(""),
            users));
  }

  private static boolean isOf(PgType type, PgType named) {
    return type.schema().equals(named.schema()) && type.name().equals(named.name());
  }

  @Override
  public Optional<UserFunction> function(String name) {
    return Optional.of(new UserFunction(read.types().volatileFunctions().contains(name), ""));
  }

  @Override
  public List<QualifiedName> readersOf(QualifiedName table, String column) {
    return memory(table).isEmpty()
        ? List.of()
        : read.table(table).map(Table::views).orElse(List.of()).stream()
            .filter(view -> view.columns().contains(Identifier.of(column)))
            .map(View::name)
            .filter(others::containsKey)
            .toList();
  }

  @Override
  public List<QualifiedName> readBy(QualifiedName view) {
    return read.tables().values().stream()
        .filter(
            table ->
                table.views().stream()
                    .anyMatch(one -> one.name().equals(view) && !one.columns().isEmpty()))
        .map(Table::name)
        .toList();
  }

  @Override
  public List<QualifiedName> in(Identifier schema) {
    return read.tables().keySet().stream().filter(name -> name.schema().equals(schema)).toList();
  }

  @Override
  public String judged(CheckedFile file, CheckedStatement statement) {
    Node tree = statement.statement().tree();
    switch (tree.kind()) {
      case "CreateStmt" -> create(tree, statement);
      case "CreateDomainStmt" -> {
        QualifiedName name = resolve(tree.strings("domainname"));
        domains.put(name, MadeDomain.of(name, statement, this));
      }
      case "AlterDomainStmt" -> alterDomain(tree);
      case "ViewStmt" -> others.put(name(tree.child("view")), Relation.Kind.VIEW);
      case "AlterTableStmt" -> alter(tree, statement);
      case "IndexStmt" -> memory(name(tree.child("relation"))).ifPresent(t -> t.addIndex(tree));
      case "DropStmt" -> tree.list("objects").forEach(this::drop);
      case "RenameStmt" -> rename(tree);
      default -> {}
    }
    return "";
  }

  private QualifiedName name(Node rangeVar) {
    return resolve(rangeVar.text("schemaname"), rangeVar.text("relname"));
  }

  private void create(Node tree, CheckedStatement statement) {
    QualifiedName name = name(tree.child("relation"));
    if (tree.flag("if_not_exists") && memory(name).isPresent()) {
      return;
    }
    TableMemory table = new TableMemory(name, this);
    tables.put(name, table);
    for (Node part : tree.list("tableElts")) {
      if (part.is("ColumnDef")) {
        table.addColumn(part, new FileCatalog.Source(statement));
      } else if (part.is("Constraint")) {
        table.addConstraint(part, new FileCatalog.Source(statement));
      }
    }
  }

  private void alter(Node tree, CheckedStatement statement) {
    memory(name(tree.child("relation")))
        .ifPresent(
            table ->
                tree.list("cmds")
                    .forEach(one -> table.alter(one, new FileCatalog.Source(statement))));
  }

  /// A constraint that is dropped may be one of several, so that only new ones are followed.
  private void alterDomain(Node tree) {
    boolean added =
        switch (tree.text("subtype")) {
          case "C" -> MadeDomain.constrains(tree.child("def").text("contype"));
          case "O" -> true;
          default -> false;
        };
    if (added) {
      constrained.add(resolve(tree.strings("typeName")));
    }
  }

  private void drop(Node object) {
    List<String> parts = object.strings("items");
    if (parts.isEmpty()) {
      return;
    }
    QualifiedName name = resolve(parts);
    Optional<QualifiedName> on = tableOfIndex(name);
    if (on.isPresent()) {
      memory(on.get()).ifPresent(table -> table.dropIndex(name));
    } else {
      tables.remove(name);
      others.remove(name);
      gone.add(name);
    }
  }

  private void rename(Node tree) {
    if (tree.find("relation").isEmpty()) {
      return;
    }
    QualifiedName name = name(tree.child("relation"));
    Identifier to = Identifier.of(tree.text("newname"));
    Identifier from = Identifier.of(tree.text("subname").isEmpty() ? "?" : tree.text("subname"));
    switch (tree.text("renameType")) {
      case "OBJECT_COLUMN" -> memory(name).ifPresent(table -> table.renameColumn(from, to));
      case "OBJECT_TABCONSTRAINT" ->
          memory(name).ifPresent(table -> table.renameConstraint(from, to));
      case "OBJECT_INDEX" ->
          tableOfIndex(name)
              .flatMap(this::memory)
              .ifPresent(table -> table.renameIndex(name, name.withName(to)));
      default ->
          memory(name)
              .ifPresent(
                  table -> {
                    tables.remove(name);
                    gone.add(name);
                    tables.put(name.withName(to), table.named(name.withName(to)));
                  });
    }
  }
}
