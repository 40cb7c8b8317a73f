package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.ACCESS_SHARE;
import static dev.theseus.plan.LockLevel.SHARE_ROW_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.SHARE_UPDATE_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// New tables, views and triggers: what they do to what is there already.
final class CreateEffects {
  private CreateEffects() {}

  static Effect table(Node tree, Site site) {
    QualifiedName name = site.name(tree.child("relation"));
    if (tree.flag("if_not_exists") && site.relation(name).isPresent()) {
      return Statements.harmless(tree);
    }
    if (tree.find("partbound").isPresent()) {
      return new Effect(true, List.of(PartitionEffects.created(site, tree)), false, "");
    }
    List<RelationUse> uses = new ArrayList<>();
    for (Node parent : tree.list("inhRelations")) {
      uses.add(RelationUse.brief(site.name(parent), Role.PARENT, SHARE_UPDATE_EXCLUSIVE));
    }
    for (Node element : tree.list("tableElts")) {
      if (element.is("TableLikeClause")) {
        uses.add(RelationUse.brief(site.name(element.child("relation")), Role.READ, ACCESS_SHARE));
      }
      for (Node constraint : element.all("Constraint")) {
        constraint
            .find("pktable")
            .map(site::name)
            .filter(parent -> !parent.equals(name))
            .ifPresent(
                parent -> uses.addAll(site.locked(parent, Role.REFERENCED, SHARE_ROW_EXCLUSIVE)));
      }
    }
    return Statements.one(Act.CREATE_TABLE, name.name().name(), tree, uses, Certainty.PROVED);
  }

  static Effect tableOfQuery(Node tree, Site site) {
    List<RelationUse> uses = read(tree.child("query"), site, true);
    Act act = tree.text("objtype").equals("OBJECT_MATVIEW") ? Act.CREATE_VIEW : Act.CREATE_TABLE;
    String name = tree.child("into").child("rel").text("relname");
    return Statements.one(act, name, tree, uses, Certainty.PROVED);
  }

  static Effect view(Node tree, Site site) {
    QualifiedName name = site.name(tree.child("view"));
    List<RelationUse> uses = new ArrayList<>();
    if (site.relation(name).isPresent()) {
      uses.add(RelationUse.brief(name, Role.TARGET, ACCESS_EXCLUSIVE));
    }
    uses.addAll(read(tree.child("query"), site, false));
    return Statements.one(Act.CREATE_VIEW, name.name().name(), tree, uses, Certainty.PROVED);
  }

  private static List<RelationUse> read(Node query, Site site, boolean rows) {
    Set<String> names = new LinkedHashSet<>();
    query.all("CommonTableExpr").forEach(with -> names.add(with.text("ctename")));
    List<RelationUse> uses = new ArrayList<>();
    for (Node table : query.all("RangeVar")) {
      if (!table.text("schemaname").isEmpty() || !names.contains(table.text("relname"))) {
        RelationUse use = RelationUse.brief(site.name(table), Role.READ, ACCESS_SHARE);
        uses.add(rows ? site.scanning(use) : use);
      }
    }
    return uses;
  }

  static Effect trigger(Node tree, Site site) {
    QualifiedName table = site.name(tree.child("relation"));
    List<RelationUse> uses =
        site.partitioned(table) && tree.flag("row")
            ? site.locked(table, Role.TARGET, SHARE_ROW_EXCLUSIVE)
            : List.of(RelationUse.brief(table, Role.TARGET, SHARE_ROW_EXCLUSIVE));
    return Statements.one(
        Act.CREATE_TRIGGER, tree.text("trigname"), tree, uses, site.certainty(table));
  }

  /// A schema can be created together with what is in it.
  static Effect schema(Node tree, Site site) {
    List<Action> actions = new ArrayList<>();
    actions.add(Statements.action(Act.HARMLESS, "", tree, List.of(), Certainty.PROVED));
    tree.list("schemaElts").forEach(part -> actions.addAll(Effects.of(part, site).actions()));
    return new Effect(true, actions, false, "");
  }

  static Effect all(Node tree, Site site, Act act, List<Node> tables, LockLevel lock) {
    List<RelationUse> uses = new ArrayList<>();
    tables.forEach(table -> uses.add(RelationUse.brief(site.name(table), Role.TARGET, lock)));
    return Statements.one(
        act,
        tables.isEmpty() ? "" : tables.getFirst().text("relname"),
        tree,
        uses,
        Certainty.PROVED);
  }
}
