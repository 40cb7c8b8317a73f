package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_SHARE;
import static dev.theseus.plan.LockLevel.ROW_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.ROW_SHARE;

import dev.theseus.check.Certainty;
import dev.theseus.check.effect.Relation.Constraint;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Statements on rows. Which rows are read is the server's choice; a scan is named only where there
/// is no WHERE.
final class DataEffects {
  private DataEffects() {}

  static Effect of(Node tree, Site site) {
    Set<String> names = new HashSet<>();
    tree.all("CommonTableExpr").forEach(with -> names.add(with.text("ctename")));
    List<RelationUse> uses = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    tree.walk(
        node -> {
          if (node.is("RangeVar") && !isNamed(node, names)) {
            uses.add(RelationUse.brief(site.name(node), Role.READ, reading(tree)));
          }
        });
    for (String kind : List.of("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt")) {
      tree.all(kind).forEach(node -> actions.add(written(node, kind, site)));
    }
    QualifiedName first =
        actions.stream().flatMap(action -> action.table().stream()).findFirst().orElse(null);
    if (first == null) {
      return Statements.one(Act.SELECT, "", tree, uses, Certainty.PROVED);
    }
    Action main = actions.getFirst();
    List<RelationUse> all = new ArrayList<>(main.uses());
    all.addAll(uses);
    actions.set(
        0,
        new Action(main.act(), -1, main.subject(), main.node(), all, main.certainty(), List.of()));
    return new Effect(true, actions, false, "");
  }

  private static boolean isNamed(Node rangeVar, Set<String> names) {
    return rangeVar.text("schemaname").isEmpty() && names.contains(rangeVar.text("relname"));
  }

  private static LockLevel reading(Node tree) {
    return tree.list("lockingClause").isEmpty() ? ACCESS_SHARE : ROW_SHARE;
  }

  private static Action written(Node node, String kind, Site site) {
    QualifiedName table = site.name(node.child("relation"));
    List<RelationUse> uses = new ArrayList<>();
    boolean whole = node.find("whereClause").isEmpty() && !kind.equals("InsertStmt");
    for (RelationUse use :
        site.partitioned(table) && kind.equals("InsertStmt")
            ? List.of(RelationUse.brief(table, Role.TARGET, ROW_EXCLUSIVE))
            : site.locked(table, Role.TARGET, ROW_EXCLUSIVE)) {
      uses.add(whole ? site.scanning(use) : use);
    }
    if (!kind.equals("DeleteStmt")) {
      parents(site, table).forEach(p -> uses.add(RelationUse.brief(p, Role.REFERENCED, ROW_SHARE)));
    }
    Act act =
        switch (kind) {
          case "InsertStmt" -> Act.INSERT;
          case "DeleteStmt" -> Act.DELETE;
          default -> Act.UPDATE;
        };
    return Statements.action(act, table.name().name(), node, uses, site.certainty(table));
  }

  private static List<QualifiedName> parents(Site site, QualifiedName table) {
    return site.relation(table).stream()
        .flatMap(relation -> relation.constraints().stream())
        .map(Constraint::references)
        .flatMap(Optional::stream)
        .toList();
  }
}
