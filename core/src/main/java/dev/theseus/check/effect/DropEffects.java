package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.check.effect.Relation.Constraint;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is dropped and emptied, and what goes with it.
final class DropEffects {
  private DropEffects() {}

  static Action column(Command command) {
    Site site = command.site();
    String name = command.name();
    Identifier column = Identifier.of(name);
    List<RelationUse> uses = new ArrayList<>(command.all(ACCESS_EXCLUSIVE));
    Optional<Relation> found = site.relation(command.table());
    if (found.isPresent() && found.get().column(column).isEmpty()) {
      return command.action(Act.HARMLESS, name, command.alone(ACCESS_EXCLUSIVE));
    }
    found.ifPresent(
        relation -> {
          for (Constraint one : relation.constraints()) {
            if (one.columns().contains(column)) {
              one.references().ifPresent(p -> uses.addAll(locked(site, p, Role.REFERENCED)));
            }
          }
          for (Relation.ForeignKey key : relation.referencedBy()) {
            if (key.columns().contains(column)) {
              uses.addAll(locked(site, key.table(), Role.REFERENCING));
            }
          }
        });
    uses.addAll(viewsOn(command));
    return command.action(Act.DROP_COLUMN, name, uses);
  }

  /// The views that read the column, and those that read them: with CASCADE they go too.
  private static Set<RelationUse> viewsOn(Command command) {
    Site site = command.site();
    Set<RelationUse> views = new LinkedHashSet<>();
    for (QualifiedName view : site.catalog().readersOf(command.table(), command.name())) {
      views.add(RelationUse.brief(view, Role.USING, ACCESS_EXCLUSIVE));
      site.relation(view).ifPresent(found -> readers(site, found, views));
    }
    return views;
  }

  private static List<RelationUse> locked(Site site, QualifiedName name, Role role) {
    return site.locked(name, role, ACCESS_EXCLUSIVE);
  }

  static Effect of(Node tree, Site site) {
    return switch (tree.text("removeType")) {
      case "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE" -> tables(tree, site);
      case "OBJECT_VIEW", "OBJECT_MATVIEW" -> relations(tree, site, Act.DROP_VIEW);
      case "OBJECT_SEQUENCE" -> relations(tree, site, Act.DROP_OTHER);
      case "OBJECT_INDEX" -> IndexEffects.dropped(tree, site);
      case "OBJECT_SCHEMA" -> schemas(tree, site);
      case "OBJECT_TRIGGER" -> onTable(tree, site, Act.DROP_TRIGGER, true);
      case "OBJECT_POLICY" -> onTable(tree, site, Act.POLICY, false);
      case "OBJECT_RULE" -> onTable(tree, site, Act.CREATE_RULE, false);
      case "OBJECT_TYPE", "OBJECT_DOMAIN" -> types(tree, site);
      case "OBJECT_STATISTIC_EXT" -> statistics(tree, site);
      case "OBJECT_EXTENSION" -> extensions(tree, site);
      default ->
          Statements.one(
              Act.DROP_OTHER,
              "",
              tree,
              List.of(),
              cascades(tree) ? Certainty.LIKELY : Certainty.PROVED);
    };
  }

  static boolean cascades(Node tree) {
    return tree.text("behavior").equals("DROP_CASCADE");
  }

  /// `DROP OWNED`: which tables the roles own, only the server knows.
  static Effect owned(Node tree) {
    String roles =
        tree.list("roles").stream()
            .map(role -> role.text("rolename").isEmpty() ? "the role" : role.text("rolename"))
            .collect(Collectors.joining(", "));
    return Statements.one(Act.DROP_SCHEMA, roles, tree, List.of(), Certainty.LIKELY);
  }

  private static Effect tables(Node tree, Site site) {
    List<Action> actions = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      QualifiedName name = site.name(object.strings("items"));
      if (tree.flag("missing_ok") && site.missing(name)) {
        continue;
      }
      boolean partition = site.relation(name).filter(Relation::partition).isPresent();
      actions.add(
          Statements.action(
              partition ? Act.DROP_PARTITION : Act.DROP_TABLE,
              name.name().name(),
              object,
              List.copyOf(gone(site, name)),
              site.certainty(name)));
    }
    return new Effect(true, actions, false, "");
  }

  /// The table, its partitions, both ends of its foreign keys, the views that read it, and the
  /// parent of a partition.
  private static Set<RelationUse> gone(Site site, QualifiedName name) {
    Set<RelationUse> uses = new LinkedHashSet<>(site.locked(name, Role.TARGET, ACCESS_EXCLUSIVE));
    List<QualifiedName> all = new ArrayList<>(List.of(name));
    all.addAll(site.below(name));
    for (QualifiedName one : all) {
      site.relation(one)
          .ifPresent(
              relation -> {
                relation.constraints().stream()
                    .filter(constraint -> !constraint.inherited())
                    .map(Constraint::references)
                    .flatMap(Optional::stream)
                    .forEach(p -> uses.addAll(locked(site, p, Role.REFERENCED)));
                relation
                    .referencedBy()
                    .forEach(key -> uses.addAll(locked(site, key.table(), Role.REFERENCING)));
                readers(site, relation, uses);
              });
    }
    site.relation(name).ifPresent(r -> uses.addAll(PartitionEffects.around(site, r)));
    return uses;
  }

  private static void readers(Site site, Relation relation, Set<RelationUse> uses) {
    for (QualifiedName view : relation.readers()) {
      if (uses.add(RelationUse.brief(view, Role.USING, ACCESS_EXCLUSIVE))) {
        site.relation(view).ifPresent(next -> readers(site, next, uses));
      }
    }
  }

  private static Effect relations(Node tree, Site site, Act act) {
    List<Action> actions = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      QualifiedName name = site.name(object.strings("items"));
      if (tree.flag("missing_ok") && site.missing(name)) {
        continue;
      }
      Set<RelationUse> uses = new LinkedHashSet<>();
      uses.add(RelationUse.brief(name, Role.TARGET, ACCESS_EXCLUSIVE));
      site.relation(name).ifPresent(relation -> readers(site, relation, uses));
      actions.add(
          Statements.action(
              act, name.name().name(), object, List.copyOf(uses), site.certainty(name)));
    }
    return new Effect(true, actions, false, "");
  }

  private static Effect schemas(Node tree, Site site) {
    List<Action> actions = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      String schema = object.text("sval");
      Set<RelationUse> uses = new LinkedHashSet<>();
      site.catalog().in(Identifier.of(schema)).forEach(name -> uses.addAll(gone(site, name)));
      actions.add(
          Statements.action(
              Act.DROP_SCHEMA,
              schema,
              object,
              List.copyOf(uses),
              site.catalog().known() ? Certainty.PROVED : Certainty.LIKELY));
    }
    return new Effect(true, actions, false, "");
  }

  /// A trigger, policy or rule: its name stands after the table's.
  private static Effect onTable(Node tree, Site site, Act act, boolean partitions) {
    List<Action> actions = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      List<String> parts = object.strings("items");
      QualifiedName table = site.name(parts.subList(0, parts.size() - 1));
      actions.add(
          Statements.action(
              act,
              parts.getLast(),
              object,
              partitions && site.partitioned(table)
                  ? locked(site, table, Role.TARGET)
                  : List.of(RelationUse.brief(table, Role.TARGET, ACCESS_EXCLUSIVE)),
              site.certainty(table)));
    }
    return new Effect(true, actions, false, "");
  }

  /// With CASCADE the columns of the type go too.
  private static Effect types(Node tree, Site site) {
    return losingColumns(
        tree,
        object -> site.catalog().type(site.name(object.strings("names"))).map(UserType::columns));
  }

  /// The types of an extension go with it.
  private static Effect extensions(Node tree, Site site) {
    return losingColumns(tree, object -> site.catalog().usingExtension(object.text("sval")));
  }

  /// @param tables the tables with columns of a type that goes; empty where that is not known
  private static Effect losingColumns(
      Node tree, Function<Node, Optional<List<QualifiedName>>> tables) {
    Set<RelationUse> uses = new LinkedHashSet<>();
    Certainty certainty = Certainty.PROVED;
    for (Node object : tree.list("objects")) {
      Optional<List<QualifiedName>> losing = tables.apply(object);
      certainty = losing.isPresent() ? certainty : Certainty.LIKELY;
      if (cascades(tree)) {
        losing.stream()
            .flatMap(List::stream)
            .forEach(table -> uses.add(RelationUse.brief(table, Role.USING, ACCESS_EXCLUSIVE)));
      }
    }
    return Statements.one(Act.DROP_OTHER, "", tree, List.copyOf(uses), certainty);
  }

  private static Effect statistics(Node tree, Site site) {
    List<RelationUse> uses = new ArrayList<>();
    for (Node object : tree.list("objects")) {
      site.catalog()
          .tableOfStatistics(site.name(object.strings("items")))
          .ifPresent(
              table ->
                  uses.add(
                      RelationUse.brief(table, Role.TARGET, LockLevel.SHARE_UPDATE_EXCLUSIVE)));
    }
    return Statements.one(Act.DROP_OTHER, "", tree, uses, Certainty.PROVED);
  }

  static Effect truncated(Node tree, Site site) {
    Set<QualifiedName> names = new LinkedHashSet<>();
    boolean cascade = tree.text("behavior").equals("DROP_CASCADE");
    List<RelationUse> uses = new ArrayList<>();
    for (Node relation : tree.list("relations")) {
      QualifiedName name = site.name(relation);
      names.add(name);
      uses.addAll(
          relation.flag("inh")
              ? locked(site, name, Role.TARGET)
              : List.of(RelationUse.brief(name, Role.TARGET, ACCESS_EXCLUSIVE)));
    }
    Set<QualifiedName> reached = new LinkedHashSet<>(names);
    names.forEach(name -> referencing(site, name, reached));
    reached.removeAll(names);
    if (cascade) {
      reached.forEach(name -> uses.addAll(locked(site, name, Role.REFERENCING)));
    }
    QualifiedName first = names.iterator().next();
    String failure =
        cascade || reached.isEmpty()
            ? ""
            : "a foreign key of " + reached.iterator().next() + " points at it";
    Action action =
        Statements.action(Act.TRUNCATE, first.name().name(), tree, uses, site.certainty(first));
    return new Effect(true, List.of(action), false, failure);
  }

  private static void referencing(Site site, QualifiedName name, Set<QualifiedName> reached) {
    site.relation(name)
        .ifPresent(
            relation ->
                relation
                    .referencedBy()
                    .forEach(
                        key -> {
                          if (reached.add(key.table())) {
                            referencing(site, key.table(), reached);
                          }
                        }));
  }
}
