package dev.theseus.check.effect;

import dev.theseus.catalog.PgType;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// One relation, as far as judging needs it.
///
/// @param table for an index, the table it stands on; for others the relation itself
/// @param parents the partitioned table it is a partition of, or the tables it inherits from
/// @param heirs its partitions, or the tables that inherit from it
/// @param defaultPartition the name of its DEFAULT partition; empty if there is none
/// @param accessMethod the table access method; empty for what has none
/// @param tablespace the tablespace; empty for the database's
/// @param rows the server's estimate, -1 when it has none
public record Relation(
    QualifiedName name,
    Kind kind,
    QualifiedName table,
    boolean partition,
    List<Column> columns,
    List<Constraint> constraints,
    List<ForeignKey> referencedBy,
    List<Index> indexes,
    List<QualifiedName> parents,
    List<QualifiedName> heirs,
    Optional<QualifiedName> defaultPartition,
    List<QualifiedName> readers,
    boolean logged,
    String accessMethod,
    String tablespace,
    long rows,
    long bytes) {

  public Relation {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    referencedBy = List.copyOf(referencedBy);
    indexes = List.copyOf(indexes);
    parents = List.copyOf(parents);
    heirs = List.copyOf(heirs);
    readers = List.copyOf(readers);
  }

  /// `relkind`.
  public enum Kind {
    TABLE,
    PARTITIONED,
    FOREIGN,
    VIEW,
    MATERIALIZED,
    INDEX,
    PARTITIONED_INDEX,
    SEQUENCE,
    OTHER;

    /// Whether it has columns and rows of its own or through partitions.
    public boolean isTable() {
      return this == TABLE || this == PARTITIONED || this == FOREIGN;
    }
  }

  /// @param collation the collation, empty for a type without
  /// @param generated `s` stored, `v` virtual, empty for neither
  public record Column(
      Identifier name,
      PgType type,
      String collation,
      boolean notNull,
      boolean identity,
      String generated,
      Optional<QualifiedName> sequence) {}

  /// @param kind `contype`: `c`, `f`, `p`, `u`, `x`, `n`
  /// @param expression for a CHECK, its expression
  /// @param references for a foreign key, the table it points at
  /// @param inherited whether it belongs to one of the parent's
  public record Constraint(
      Identifier name,
      String kind,
      List<Identifier> columns,
      boolean valid,
      String expression,
      Optional<QualifiedName> references,
      Optional<Identifier> index,
      boolean inherited) {
    public Constraint {
      columns = List.copyOf(columns);
    }
  }

  /// A foreign key from elsewhere.
  ///
  /// @param columns the columns of this relation it points at
  public record ForeignKey(Identifier name, QualifiedName table, List<Identifier> columns) {
    public ForeignKey {
      columns = List.copyOf(columns);
    }
  }

  /// @param columns every column it reads
  /// @param keys the columns that are keys, in their order, without those of `INCLUDE`
  /// @param simple whether all keys are plain columns and there is no predicate
  public record Index(
      QualifiedName name,
      List<Identifier> columns,
      List<Identifier> keys,
      boolean valid,
      boolean unique,
      boolean simple,
      String method) {
    public Index {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
    }
  }

  public Optional<Column> column(Identifier wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  public Optional<Constraint> constraint(Identifier wanted) {
    return constraints.stream().filter(one -> one.name().equals(wanted)).findFirst();
  }

  public Optional<Index> index(Identifier wanted) {
    return indexes.stream().filter(one -> one.name().name().equals(wanted)).findFirst();
  }
}
