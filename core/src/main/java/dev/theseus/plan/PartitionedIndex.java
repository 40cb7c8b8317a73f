package dev.theseus.plan;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.Nothing;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An index of a partitioned table, and how it is put together from indexes of the partitions that
/// are built one by one.
///
/// @param index its name on the partitioned table; where there is a key, its constraint's too
/// @param body what follows the table's name in the statement that builds it on a partition
/// @param key the constraint it serves
/// @param parts the partitions there are when the plan is made, each behind its parent; those that
///   come later are found when it is built
public record PartitionedIndex(
    QualifiedName table,
    QualifiedName index,
    boolean unique,
    Sql body,
    Optional<Key> key,
    List<Part> parts) {
  public PartitionedIndex {
    parts = List.copyOf(parts);
  }

  /// A constraint that the index serves.
  ///
  /// @param kind `UNIQUE` or `PRIMARY KEY`
  /// @param columns what follows the kind where the constraint is declared
  /// @param deferrable ` DEFERRABLE …`, or empty
  public record Key(String kind, Sql columns, String deferrable) {}

  /// The index of one partition.
  ///
  /// @param parent the index it belongs to
  /// @param leaf whether rows lie in the partition itself
  /// @param standing what follows the table's name in the definition of an index of the user's that
  ///   takes the place
  public record Part(
      QualifiedName table,
      QualifiedName index,
      QualifiedName parent,
      boolean leaf,
      Optional<Sql> standing) {}

  /// One statement on the way, for those who read or write the plan.
  ///
  /// @param part the partition it is about; empty for the partitioned table itself
  public record Act(Sql sql, Kind kind, Optional<Part> part) {
    /// What an act does.
    public enum Kind {
      /// Makes the index on a partitioned table alone.
      ON_ONLY,
      /// Builds it on a partition, outside of transactions.
      BUILD,
      /// Makes the index of a partition its constraint.
      ADOPT,
      /// Joins the index of a partition to that of the table above.
      ATTACH
    }

    /// Whether it may run in a transaction.
    public boolean transaction() {
      return kind != Kind.BUILD;
    }
  }

  /// The index on the partitioned table alone; it is not valid until every partition has its own.
  public Sql onOnly(QualifiedName onTable, Identifier name) {
    if (key.isPresent()) {
      return Sql.of(
          "ALTER TABLE ONLY {table} ADD CONSTRAINT {name} {kind} {columns}{deferrable}",
          Map.of(
              "table", onTable,
              "name", name,
              "kind", Sql.of(key.get().kind()),
              "columns", key.get().columns(),
              "deferrable", deferrable()));
    }
    return Sql.of(
        "CREATE {kind} {name} ON ONLY {table} {body}",
        Map.of("kind", indexKind(""), "name", name, "table", onTable, "body", body));
  }

  /// The index of a partition that holds rows.
  public Sql build(QualifiedName onTable, Identifier name) {
    return Sql.of(
        "CREATE {kind} {name} ON {table} {body}",
        Map.of("kind", indexKind(" CONCURRENTLY"), "name", name, "table", onTable, "body", body));
  }

  /// The same index as the user's that takes a place, under another name.
  public Sql rebuild(Part part, Identifier name) {
    return Sql.of(
        "CREATE {kind} {name} ON {table} {body}",
        Map.of(
            "kind", indexKind(" CONCURRENTLY"),
            "name", name,
            "table", part.table(),
            "body", part.standing().orElse(body)));
  }

  /// The user's index that took a place, where it went with the whole.
  public Sql rebuildMissing(Part part) {
    return Sql.of(
        "CREATE {kind} {name} ON {table} {body}",
        Map.of(
            "kind", indexKind(" CONCURRENTLY IF NOT EXISTS"),
            "name", part.index().name(),
            "table", part.table(),
            "body", part.standing().orElse(body)));
  }

  /// What makes the index of a partition its constraint, as attaching asks for.
  public Optional<Sql> adopt(QualifiedName onTable, Identifier name) {
    return key.map(
        one ->
            Sql.of(
                "ALTER TABLE {table} ADD CONSTRAINT {name} {kind} USING INDEX {name}{deferrable}",
                Map.of(
                    "table",
                    onTable,
                    "name",
                    name,
                    "kind",
                    Sql.of(one.kind()),
                    "deferrable",
                    deferrable())));
  }

  public static Sql attach(QualifiedName parent, QualifiedName index) {
    return Sql.of(
        "ALTER INDEX {parent} ATTACH PARTITION {index}", Map.of("parent", parent, "index", index));
  }

  /// Takes the index away with all that are attached to it.
  public Sql drop() {
    return drop(table, index);
  }

  /// Takes the index of a partition, or of the table itself, away with all that are attached to it.
  public Sql drop(QualifiedName onTable, QualifiedName name) {
    return key.isPresent()
        ? Sql.of(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}",
            Map.of("table", onTable, "name", name.name()))
        : Sql.of("DROP INDEX IF EXISTS {index}", Map.of("index", name));
  }

  /// Takes away the index that a partition's belongs to.
  public Sql dropAbove(Part part) {
    return parts.stream()
        .filter(one -> one.index().equals(part.parent()))
        .findFirst()
        .map(one -> drop(one.table(), one.index()))
        .orElseGet(this::drop);
  }

  /// The lock that the statement on the partitioned table alone takes, on that table only.
  public LockLevel onOnlyLock() {
    return key.isPresent() ? LockLevel.ACCESS_EXCLUSIVE : LockLevel.SHARE;
  }

  /// Every statement, in order, for the partitions the plan knows: the parents' first, so that
  /// partitions that come meanwhile get theirs at once, and attached at the end, from below.
  public List<Act> acts() {
    List<Act> acts = new ArrayList<>();
    acts.add(new Act(onOnly(table, index.name()), Act.Kind.ON_ONLY, Optional.empty()));
    for (Part part : parts) {
      if (part.standing().isPresent()) {
        continue;
      }
      if (part.leaf()) {
        acts.add(
            new Act(build(part.table(), part.index().name()), Act.Kind.BUILD, Optional.of(part)));
        adopt(part.table(), part.index().name())
            .ifPresent(sql -> acts.add(new Act(sql, Act.Kind.ADOPT, Optional.of(part))));
      } else {
        acts.add(
            new Act(
                onOnly(part.table(), part.index().name()), Act.Kind.ON_ONLY, Optional.of(part)));
      }
    }
    parts
        .reversed()
        .forEach(
            part ->
                acts.add(
                    new Act(
                        attach(part.parent(), part.index()), Act.Kind.ATTACH, Optional.of(part))));
    return acts;
  }

  private Sql indexKind(String how) {
    return Sql.verbatim((unique ? "UNIQUE INDEX" : "INDEX") + how);
  }

  private SqlPart deferrable() {
    String text = key.map(Key::deferrable).orElse("");
    return text.isEmpty() ? Nothing.NOTHING : Sql.verbatim(text);
  }
}
