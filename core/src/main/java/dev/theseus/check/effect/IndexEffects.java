package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.ACCESS_SHARE;
import static dev.theseus.plan.LockLevel.EXCLUSIVE;
import static dev.theseus.plan.LockLevel.SHARE;
import static dev.theseus.plan.LockLevel.SHARE_UPDATE_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Indexes, and what writes tables anew to tidy them.
final class IndexEffects {
  private IndexEffects() {}

  static Effect created(Node tree, Site site) {
    Node relation = tree.child("relation");
    QualifiedName table = site.name(relation);
    boolean concurrent = tree.flag("concurrent");
    LockLevel lock = concurrent ? SHARE_UPDATE_EXCLUSIVE : SHARE;
    String name = tree.text("idxname");
    if (tree.flag("if_not_exists") && exists(site, table, name)) {
      Action nothing =
          Statements.action(
              Act.HARMLESS,
              name,
              tree,
              List.of(RelationUse.brief(table, Role.TARGET, lock)),
              site.certainty(table));
      return new Effect(true, List.of(nothing), concurrent, "");
    }
    List<RelationUse> uses =
        relation.flag("inh") || !site.partitioned(table)
            ? scanned(site, table, lock)
            : List.of(RelationUse.brief(table, Role.TARGET, lock));
    String failure =
        concurrent && site.partitioned(table)
            ? "CREATE INDEX CONCURRENTLY does not work on partitioned tables"
            : "";
    Action action = Statements.action(Act.CREATE_INDEX, name, tree, uses, site.certainty(table));
    return new Effect(true, List.of(action), concurrent, failure);
  }

  /// Heirs by INHERITS have indexes of their own; only partitions get one with their parent.
  private static List<RelationUse> scanned(Site site, QualifiedName table, LockLevel lock) {
    return site.partitioned(table)
        ? site.scanned(table, Role.TARGET, lock)
        : List.of(RelationUse.scanning(table, Role.TARGET, lock));
  }

  private static boolean exists(Site site, QualifiedName table, String index) {
    return !index.isEmpty()
        && site.relation(new QualifiedName(table.schema(), Identifier.of(index))).isPresent();
  }

  static List<RelationUse> attachedTables(Command command) {
    List<RelationUse> uses = new ArrayList<>();
    QualifiedName child = command.site().name(command.definition().child("name"));
    for (QualifiedName index : List.of(command.table(), child)) {
      command
          .site()
          .relation(index)
          .ifPresent(found -> uses.add(RelationUse.brief(found.table(), Role.USING, ACCESS_SHARE)));
    }
    return uses;
  }

  static Effect dropped(Node tree, Site site) {
    boolean concurrent = tree.flag("concurrent");
    List<Action> actions = new ArrayList<>();
    String failure = "";
    for (Node object : tree.list("objects")) {
      QualifiedName index = site.name(object.strings("items"));
      if (tree.flag("missing_ok") && site.missing(index)) {
        continue;
      }
      Optional<Relation> found = site.relation(index);
      boolean partitioned =
          found.filter(r -> r.kind() == Relation.Kind.PARTITIONED_INDEX).isPresent();
      if (concurrent && partitioned) {
        failure = "DROP INDEX CONCURRENTLY does not work on indexes of partitioned tables";
      }
      LockLevel lock = concurrent ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
      List<RelationUse> uses =
          found
              .map(
                  r ->
                      partitioned
                          ? site.locked(r.table(), Role.TARGET, lock)
                          : List.of(RelationUse.brief(r.table(), Role.TARGET, lock)))
              .orElse(List.of());
      actions.add(
          Statements.action(
              Act.DROP_INDEX, index.name().name(), object, uses, site.certainty(index)));
    }
    return new Effect(true, actions, concurrent, failure);
  }

  static Effect reindexed(Node tree, Site site) {
    boolean concurrent = Statements.option(tree, "params", "concurrently");
    LockLevel lock = concurrent ? SHARE_UPDATE_EXCLUSIVE : SHARE;
    Optional<Node> relation = tree.find("relation");
    if (relation.isEmpty()) {
      Action whole =
          Statements.action(Act.REINDEX, tree.text("name"), tree, List.of(), Certainty.PROVED);
      return new Effect(true, List.of(whole), true, "");
    }
    QualifiedName name = site.name(relation.get());
    boolean index = tree.text("kind").equals("REINDEX_OBJECT_INDEX");
    QualifiedName table = index ? site.relation(name).map(Relation::table).orElse(name) : name;
    boolean partitioned = site.partitioned(table);
    List<RelationUse> uses = new ArrayList<>();
    for (RelationUse use : site.locked(table, Role.TARGET, lock)) {
      if (!partitioned && !use.relation().equals(table)) {
        continue;
      }
      if (site.stores(use.relation())) {
        Set<QualifiedName> rebuilt =
            index && !partitioned ? Set.of(name) : site.indexes(use.relation());
        uses.add(new RelationUse(use.relation(), use.role(), use.lock(), true, false, rebuilt));
      } else {
        uses.add(use);
      }
    }
    Action action =
        Statements.action(Act.REINDEX, name.name().name(), tree, uses, site.certainty(name));
    return new Effect(true, List.of(action), concurrent || partitioned, "");
  }

  static Effect vacuumed(Node tree, Site site) {
    boolean vacuum = tree.flag("is_vacuumcmd");
    boolean full = vacuum && Statements.option(tree, "options", "full");
    Act act = full ? Act.VACUUM_FULL : vacuum ? Act.VACUUM : Act.ANALYZE;
    List<Action> actions = new ArrayList<>();
    for (Node named : tree.list("rels")) {
      QualifiedName table = site.name(named.child("relation"));
      List<RelationUse> uses = new ArrayList<>();
      for (RelationUse use :
          site.locked(table, Role.TARGET, full ? ACCESS_EXCLUSIVE : SHARE_UPDATE_EXCLUSIVE)) {
        uses.add(full ? site.rewriting(use) : use);
      }
      actions.add(Statements.action(act, table.name().name(), tree, uses, site.certainty(table)));
    }
    if (actions.isEmpty()) {
      actions.add(Statements.action(act, "every table", tree, List.of(), Certainty.PROVED));
    }
    return new Effect(true, actions, vacuum, "");
  }

  static Effect clustered(Node tree, Site site) {
    List<RelationUse> uses =
        tree.find("relation").map(site::name).map(site::rewritten).orElse(List.of());
    Action action =
        Statements.action(
            Act.CLUSTER,
            tree.find("relation").map(r -> r.text("relname")).orElse("every clustered table"),
            tree,
            uses,
            tree.find("relation").map(site::name).map(site::certainty).orElse(Certainty.PROVED));
    return new Effect(true, List.of(action), tree.find("relation").isEmpty(), "");
  }

  static Effect refreshed(Node tree, Site site) {
    QualifiedName view = site.name(tree.child("relation"));
    boolean concurrent = tree.flag("concurrent");
    List<RelationUse> uses = new ArrayList<>();
    RelationUse own =
        RelationUse.brief(view, Role.TARGET, concurrent ? EXCLUSIVE : ACCESS_EXCLUSIVE);
    uses.add(concurrent ? site.scanning(own) : rewritten(own, site));
    site.catalog().readBy(view).stream()
        .sorted()
        .forEach(
            table -> uses.add(site.scanning(RelationUse.brief(table, Role.READ, ACCESS_SHARE))));
    Action action =
        Statements.action(Act.REFRESH_VIEW, view.name().name(), tree, uses, site.certainty(view));
    return new Effect(true, List.of(action), false, "");
  }

  /// The view is filled anew, without being read.
  private static RelationUse rewritten(RelationUse use, Site site) {
    return new RelationUse(
        use.relation(), use.role(), use.lock(), false, true, site.indexes(use.relation()));
  }
}
