package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// One index.
///
/// @param columns every column it reads: keys, INCLUDE, expressions and predicate
/// @param definition `pg_get_indexdef`: a whole `CREATE INDEX` statement
/// @param constraint the constraint it belongs to
public record Index(
    QualifiedName name,
    boolean unique,
    boolean primary,
    boolean valid,
    boolean replicaIdentity,
    boolean clustered,
    List<Identifier> columns,
    String definition,
    Optional<Identifier> constraint,
    Optional<String> comment) {
  public Index {
    columns = List.copyOf(columns);
  }
}
