package dev.theseus.catalog;

import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How partitioned tables are divided.
///
/// @param all every partition, at any depth and in any schema, of the partitioned tables that were
///   read; in the order of their names
/// @param attachedIndexes indexes of partitions that belong to an index of the parent
public record Partitions(List<Partition> all, Set<QualifiedName> attachedIndexes) {
  public Partitions {
    all = List.copyOf(all);
    attachedIndexes = Set.copyOf(attachedIndexes);
  }

  /// One partition.
  ///
  /// @param kind `PARTITIONED` where it is divided again, `FOREIGN`, or `PARTITION`
  /// @param bound `FOR VALUES …` or `DEFAULT`
  /// @param constraint what its rows must satisfy, its ancestors' bounds too, as the server writes
  ///   it; empty where anything is allowed
  /// @param leaving whether a `DETACH … CONCURRENTLY` was begun and not ended
  public record Partition(
      QualifiedName table,
      QualifiedName parent,
      Table.Kind kind,
      String bound,
      String constraint,
      boolean leaving) {
    /// The same where its parent has another name.
    public Partition under(QualifiedName name) {
      return new Partition(table, name, kind, bound, constraint, leaving);
    }

    public boolean isDefault() {
      return bound.equals("DEFAULT");
    }

    public boolean leaf() {
      return kind != Table.Kind.PARTITIONED;
    }
  }

  public static Partitions none() {
    return new Partitions(List.of(), Set.of());
  }

  public Optional<Partition> find(QualifiedName table) {
    return all.stream().filter(one -> one.table().equals(table)).findFirst();
  }

  /// The partitions right below a table, without those that are leaving.
  public List<Partition> of(QualifiedName parent) {
    return all.stream().filter(one -> one.parent().equals(parent) && !one.leaving()).toList();
  }

  /// The partitions of a table at any depth, each behind its parent.
  public List<Partition> below(QualifiedName parent) {
    List<Partition> found = new ArrayList<>();
    for (Partition one : of(parent)) {
      found.add(one);
      found.addAll(below(one.table()));
    }
    return found;
  }

  public Optional<Partition> defaultOf(QualifiedName parent) {
    return of(parent).stream().filter(Partition::isDefault).findFirst();
  }
}
