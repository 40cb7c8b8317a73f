package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;

import dev.theseus.check.Certainty;
import dev.theseus.grammar.Node;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// What gets another name or moves to another schema.
final class RenameEffects {
  /// From this major on a trigger is renamed on the partitions too.
  private static final int RENAMES_ON_PARTITIONS = 15;

  private RenameEffects() {}

  static Effect of(Node tree, Site site) {
    Optional<QualifiedName> relation = tree.find("relation").map(site::name);
    if (tree.flag("missing_ok") && relation.filter(site::missing).isPresent()) {
      return Statements.harmless(tree);
    }
    return switch (tree.text("renameType")) {
      case "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE" ->
          relation.filter(name -> isTable(name, site)).isEmpty()
              ? Statements.one(Act.RENAME_OTHER, "", tree, List.of(), Certainty.PROVED)
              : renamed(Act.RENAME_TABLE, tree, site, relation, "");
      case "OBJECT_VIEW", "OBJECT_MATVIEW" -> renamed(Act.RENAME_TABLE, tree, site, relation, "");
      case "OBJECT_COLUMN", "OBJECT_ATTRIBUTE" ->
          tree.text("relationType").equals("OBJECT_TYPE")
              ? attribute(tree, site, relation)
              : column(tree, site, relation);
      case "OBJECT_TABCONSTRAINT" -> constraint(tree, site, relation);
      case "OBJECT_TRIGGER" -> trigger(tree, site, relation);
      case "OBJECT_POLICY", "OBJECT_RULE" ->
          renamed(Act.RENAME_OTHER, tree, site, relation, tree.text("subname"));
      case "OBJECT_SCHEMA" ->
          Statements.one(
              Act.RENAME_SCHEMA, tree.text("subname"), tree, List.of(), Certainty.PROVED);
      default -> Statements.one(Act.RENAME_OTHER, "", tree, List.of(), Certainty.PROVED);
    };
  }

  /// Whether applications may read it by its name: a table, a view, or what is not known. `ALTER
  /// TABLE` renames indexes and sequences too.
  private static boolean isTable(QualifiedName name, Site site) {
    return !site.missing(name)
        && site.relation(name)
            .map(r -> r.name().equals(r.table()) && r.kind() != Relation.Kind.SEQUENCE)
            .orElse(true);
  }

  private static Effect attribute(Node tree, Site site, Optional<QualifiedName> type) {
    return type.map(name -> Attributes.renamed(tree, site, name))
        .map(action -> new Effect(true, List.of(action), false, ""))
        .orElseGet(() -> Statements.harmless(tree));
  }

  private static Effect renamed(
      Act act, Node tree, Site site, Optional<QualifiedName> relation, String subject) {
    if (relation.isEmpty()) {
      return Statements.one(act, subject, tree, List.of(), Certainty.LIKELY);
    }
    QualifiedName name = relation.get();
    return Statements.one(
        act,
        subject.isEmpty() ? name.name().name() : subject,
        tree,
        List.of(RelationUse.brief(name, Role.TARGET, ACCESS_EXCLUSIVE)),
        site.certainty(name));
  }

  private static Effect column(Node tree, Site site, Optional<QualifiedName> relation) {
    return relation
        .map(
            name ->
                Statements.one(
                    Act.RENAME_COLUMN,
                    tree.text("subname"),
                    tree,
                    site.locked(name, Role.TARGET, ACCESS_EXCLUSIVE),
                    site.certainty(name)))
        .orElseGet(() -> Statements.harmless(tree));
  }

  /// A CHECK is renamed on partitions and heirs too.
  private static Effect constraint(Node tree, Site site, Optional<QualifiedName> relation) {
    String name = tree.text("subname");
    boolean check =
        relation
            .flatMap(site::relation)
            .flatMap(found -> found.constraint(Identifier.of(name)))
            .filter(found -> found.kind().equals("c"))
            .isPresent();
    return check
        ? Statements.one(
            Act.RENAME_CONSTRAINT,
            name,
            tree,
            site.locked(relation.orElseThrow(), Role.TARGET, ACCESS_EXCLUSIVE),
            Certainty.PROVED)
        : renamed(Act.RENAME_CONSTRAINT, tree, site, relation, name);
  }

  private static Effect trigger(Node tree, Site site, Optional<QualifiedName> relation) {
    return relation
        .map(
            name ->
                Statements.one(
                    Act.RENAME_OTHER,
                    tree.text("subname"),
                    tree,
                    site.partitioned(name) && site.major() >= RENAMES_ON_PARTITIONS
                        ? site.locked(name, Role.TARGET, ACCESS_EXCLUSIVE)
                        : List.of(RelationUse.brief(name, Role.TARGET, ACCESS_EXCLUSIVE)),
                    site.certainty(name)))
        .orElseGet(() -> Statements.harmless(tree));
  }

  static Effect moved(Node tree, Site site) {
    Optional<QualifiedName> relation = tree.find("relation").map(site::name);
    return relation
        .map(name -> Statements.brief(Act.MOVE_SCHEMA, tree, site, name, ACCESS_EXCLUSIVE))
        .orElseGet(() -> Statements.one(Act.RENAME_OTHER, "", tree, List.of(), Certainty.PROVED));
  }
}
