package dev.theseus.check.effect;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// What is known of the database at the moment a statement runs.
public interface CatalogView {
  /// Whether anything is known at all; if not, every other answer is empty and verdicts come from
  /// the statement alone.
  boolean known();

  /// The relation of this name; empty if there is none or nothing is known.
  Optional<Relation> relation(QualifiedName name);

  /// Whether it is certain that the database has no such relation: the files may be a part of those
  /// that made it.
  default boolean absent(QualifiedName name) {
    return known() && relation(name).isEmpty();
  }

  /// Whether a partitioned table has no partitions but those that are told. Where the files alone
  /// make the database, a job may make the partitions elsewhere.
  default boolean hasAllPartitions() {
    return true;
  }

  /// The type with this name, unless it is built in.
  Optional<UserType> type(QualifiedName name);

  /// The function of this name, wherever it is defined; of several, a VOLATILE one.
  Optional<UserFunction> function(String name);

  /// The schema a name without one belongs to.
  default QualifiedName resolve(String schema, String name) {
    return QualifiedName.of(schema.isEmpty() ? "public" : schema, name);
  }

  /// The only column a partitioned table is partitioned by; empty for expressions, several columns
  /// or where it is not known.
  default String partitionKey(QualifiedName table) {
    return "";
  }

  /// Whether the table has a trigger FOR EACH ROW of this name, or any for an empty one; true where
  /// it is not known.
  ///
  /// @param internal whether those of foreign keys count too
  default boolean hasRowTrigger(QualifiedName table, String trigger, boolean internal) {
    return true;
  }

  /// The tables a view or materialized view reads itself.
  default List<QualifiedName> readBy(QualifiedName view) {
    return List.of();
  }

  /// The views that read this column themselves.
  default List<QualifiedName> readersOf(QualifiedName table, String column) {
    return List.of();
  }

  /// The table that extended statistics of this name are on.
  default Optional<QualifiedName> tableOfStatistics(QualifiedName statistics) {
    return Optional.empty();
  }

  /// The tables with columns of a type that the extension brought, or of an array of one; empty
  /// where the extension is not known.
  default Optional<List<QualifiedName>> usingExtension(String extension) {
    return Optional.empty();
  }

  /// The relations that are inside a schema.
  default List<QualifiedName> in(Identifier schema) {
    return List.of();
  }

  /// Nothing is known.
  static CatalogView none() {
    return NoCatalog.INSTANCE;
  }
}
