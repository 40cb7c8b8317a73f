package dev.theseus.check.effect;

import static dev.theseus.plan.LockLevel.ACCESS_EXCLUSIVE;
import static dev.theseus.plan.LockLevel.SHARE_UPDATE_EXCLUSIVE;

import dev.theseus.check.effect.Relation.Constraint;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Partitions that come and go.
final class PartitionEffects {
  private PartitionEffects() {}

  static Action attach(Command command) {
    Site site = command.site();
    Node definition = command.definition();
    QualifiedName child = site.name(definition.child("name"));
    Node bound = definition.child("bound");
    List<RelationUse> uses = new ArrayList<>(command.alone(SHARE_UPDATE_EXCLUSIVE));
    boolean proved =
        PartitionProof.holds(site, command.table(), child, bound)
            && complete(site, command.table(), child);
    site.locked(child, Role.PARTITION, ACCESS_EXCLUSIVE)
        .forEach(use -> uses.add(proved ? use : site.scanning(use)));
    uses.addAll(readDefaultPartition(site, command.table(), bound));
    uses.addAll(foreignKeys(site, command.table()));
    List<String> notes =
        site.relation(child).isPresent()
            ? List.of()
            : List.of("The partition is not scanned if a valid CHECK proves its bounds.");
    return command.action(
        Act.ATTACH_PARTITION, child.name().name(), uses, site.certainty(child), notes);
  }

  /// Whether the partition has the parent's indexes and foreign keys already, so that none is made
  /// or proved now.
  private static boolean complete(Site site, QualifiedName parent, QualifiedName child) {
    Relation above = site.relation(parent).orElse(null);
    Relation below = site.relation(child).orElse(null);
    if (above == null || below == null) {
      return true;
    }
    boolean indexed =
        above.indexes().stream()
            .allMatch(index -> below.indexes().stream().anyMatch(own -> alike(index, own)));
    return indexed
        && above.constraints().stream()
            .filter(one -> one.references().isPresent())
            .allMatch(one -> below.constraints().stream().anyMatch(own -> alike(one, own)));
  }

  private static boolean alike(Relation.Index index, Relation.Index own) {
    return own.valid()
        && own.columns().equals(index.columns())
        && own.unique() == index.unique()
        && own.simple() == index.simple()
        && own.method().equals(index.method());
  }

  private static boolean alike(Constraint foreignKey, Constraint own) {
    return own.references().equals(foreignKey.references())
        && own.columns().equals(foreignKey.columns())
        && own.valid();
  }

  /// The foreign keys of the parent are made on the partition too.
  private static List<RelationUse> foreignKeys(Site site, QualifiedName parent) {
    List<RelationUse> uses = new ArrayList<>();
    site.relation(parent)
        .ifPresent(
            relation ->
                relation.constraints().stream()
                    .map(Constraint::references)
                    .flatMap(Optional::stream)
                    .forEach(
                        table ->
                            uses.add(
                                RelationUse.brief(
                                    table, Role.REFERENCED, LockLevel.SHARE_ROW_EXCLUSIVE))));
    return uses;
  }

  /// Its rows are read unless a CHECK proves that none belongs to the new partition.
  private static List<RelationUse> readDefaultPartition(
      Site site, QualifiedName parent, Node bound) {
    return defaultPartition(site, parent).stream()
        .map(
            use ->
                PartitionProof.outside(site, parent, use.relation(), bound)
                    ? use
                    : site.scanning(use))
        .toList();
  }

  private static List<RelationUse> defaultPartition(Site site, QualifiedName parent) {
    return site.relation(parent)
        .flatMap(Relation::defaultPartition)
        .map(name -> site.locked(name, Role.PARTITION, ACCESS_EXCLUSIVE))
        .orElse(List.of());
  }

  static Action detach(Command command) {
    Site site = command.site();
    QualifiedName child = site.name(command.definition().child("name"));
    boolean concurrent = command.definition().flag("concurrent");
    boolean finalize = command.subtype().equals("AT_DetachPartitionFinalize");
    LockLevel parentLock = concurrent || finalize ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
    List<RelationUse> uses = new ArrayList<>(command.alone(parentLock));
    uses.add(RelationUse.brief(child, Role.PARTITION, ACCESS_EXCLUSIVE));
    if (!concurrent && !finalize) {
      uses.addAll(defaultPartition(site, command.table()));
      uses.addAll(foreignKeys(site, command.table()));
    }
    return command.action(Act.DETACH_PARTITION, child.name().name(), uses);
  }

  /// `CREATE TABLE … PARTITION OF`.
  static Action created(Site site, Node tree) {
    QualifiedName parent = site.name(tree.list("inhRelations").getFirst());
    boolean isDefault = tree.child("partbound").flag("is_default");
    List<RelationUse> uses = new ArrayList<>();
    uses.add(RelationUse.brief(parent, Role.TARGET, ACCESS_EXCLUSIVE));
    if (!isDefault) {
      uses.addAll(readDefaultPartition(site, parent, tree.child("partbound")));
    }
    uses.addAll(foreignKeys(site, parent));
    return new Action(
        Act.CREATE_PARTITION,
        -1,
        tree.child("relation").text("relname"),
        tree,
        uses,
        site.certainty(parent),
        List.of());
  }

  /// The tables above and beside a partition that goes.
  static List<RelationUse> around(Site site, Relation partition) {
    List<RelationUse> uses = new ArrayList<>();
    if (!partition.partition()) {
      return uses;
    }
    for (QualifiedName parent : partition.parents()) {
      uses.add(RelationUse.brief(parent, Role.PARENT, ACCESS_EXCLUSIVE));
      uses.addAll(defaultPartition(site, parent));
    }
    return uses;
  }
}
