package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the server held when it was read. Immutable; every plan is computed from one of these.
///
/// @param tables ordinary, partitioned and foreign tables of the schemas that were read
/// @param relations the names of everything that shares the relations' name space (indexes, views,
///   sequences too)
/// @param schemas every schema of the database with its comment, empty where it has none
/// @param types what is known of types, casts and functions
/// @param partitions how partitioned tables are divided
/// @param dependencies what stands in the way of dropping relations, types and functions
public record Catalog(
    ServerVersion server,
    Map<QualifiedName, Table> tables,
    Set<QualifiedName> relations,
    Map<Identifier, String> schemas,
    TypeFacts types,
    Partitions partitions,
    List<Dependency> dependencies) {
  public Catalog {
    dependencies = List.copyOf(dependencies);
    tables = Map.copyOf(tables);
    relations = Set.copyOf(relations);
    schemas = Map.copyOf(schemas);
  }

  /// One without partitioned tables.
  public Catalog(
      ServerVersion server,
      Map<QualifiedName, Table> tables,
      Set<QualifiedName> relations,
      Map<Identifier, String> schemas,
      TypeFacts types) {
    this(server, tables, relations, schemas, types, Partitions.none());
  }

  /// One in which nothing stands in the way of a drop but what the tables say.
  public Catalog(
      ServerVersion server,
      Map<QualifiedName, Table> tables,
      Set<QualifiedName> relations,
      Map<Identifier, String> schemas,
      TypeFacts types,
      Partitions partitions) {
    this(server, tables, relations, schemas, types, partitions, List.of());
  }

  public Optional<Table> table(QualifiedName name) {
    return Optional.ofNullable(tables.get(name));
  }

  /// The table an index stands on.
  public Optional<Table> tableOfIndex(QualifiedName index) {
    return tables.values().stream()
        .filter(table -> table.name().schema().equals(index.schema()))
        .filter(table -> table.index(index.name()).isPresent())
        .findFirst();
  }

  /// The table names of one schema, in order.
  public Map<Identifier, Table> in(Identifier schema) {
    Map<String, Table> sorted = new TreeMap<>();
    tables.values().stream()
        .filter(table -> table.name().schema().equals(schema))
        .forEach(table -> sorted.put(table.name().name().toString(), table));
    Map<Identifier, Table> result = new LinkedHashMap<>();
    sorted.values().forEach(table -> result.put(table.name().name(), table));
    return result;
  }
}
