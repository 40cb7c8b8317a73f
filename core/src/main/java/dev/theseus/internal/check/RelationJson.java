package dev.theseus.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.theseus.catalog.PgType;
import dev.theseus.check.effect.Relation;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Turns the answers of `relation.sql` and `family.sql` into a relation.
final class RelationJson {
  private RelationJson() {}

  /// @param types reads the name of a built-in type
  static Optional<Relation> read(JsonNode row, JsonNode family, Function<String, PgType> types) {
    if (row.isMissingNode() || row.isNull()) {
      return Optional.empty();
    }
    QualifiedName name = QualifiedName.of(row.path("schema").asText(), row.path("name").asText());
    SortedMap<Integer, Relation.Column> columns =
        columns(row.path("columns"), row.path("sequences"), types);
    return Optional.of(
        new Relation(
            name,
            kind(row.path("kind").asText()),
            name(family.path("table")).orElse(name),
            row.path("partition").asBoolean(),
            List.copyOf(columns.values()),
            constraints(row.path("constraints"), columns),
            foreignKeys(row.path("referencedby"), columns),
            indexes(row.path("indexes"), name.schema(), columns),
            names(family.path("parents")),
            names(family.path("heirs")),
            name(family.path("default")),
            names(row.path("readers")),
            row.path("logged").asBoolean(),
            row.path("method").asText(),
            row.path("tablespace").asText(),
            row.path("rows").asLong(),
            row.path("bytes").asLong()));
  }

  /// Names written as `[schema, name]`.
  static List<QualifiedName> names(JsonNode pairs) {
    List<QualifiedName> names = new ArrayList<>();
    pairs.forEach(pair -> name(pair).ifPresent(names::add));
    return names;
  }

  private static Optional<QualifiedName> name(JsonNode pair) {
    return pair.isArray() && pair.size() == 2 ? Optional.of(named(pair, 0)) : Optional.empty();
  }

  /// A schema as `regnamespace` writes it, quoted where it must be, and a plain name.
  private static QualifiedName named(JsonNode row, int from) {
    String schema = row.get(from).asText();
    String plain =
        schema.length() > 2 && schema.startsWith("\"")
            ? schema.substring(1, schema.length() - 1).replace("\"\"", "\"")
            : schema;
    return QualifiedName.of(plain, row.get(from + 1).asText());
  }

  private static Relation.Kind kind(String relkind) {
    return switch (relkind) {
      case "r" -> Relation.Kind.TABLE;
      case "p" -> Relation.Kind.PARTITIONED;
      case "f" -> Relation.Kind.FOREIGN;
      case "v" -> Relation.Kind.VIEW;
      case "m" -> Relation.Kind.MATERIALIZED;
      case "i" -> Relation.Kind.INDEX;
      case "I" -> Relation.Kind.PARTITIONED_INDEX;
      case "S" -> Relation.Kind.SEQUENCE;
      default -> Relation.Kind.OTHER;
    };
  }

  /// The columns by their numbers, in that order; the keys of constraints and indexes name them so.
  private static SortedMap<Integer, Relation.Column> columns(
      JsonNode rows, JsonNode sequences, Function<String, PgType> types) {
    Map<Integer, QualifiedName> owned = new HashMap<>();
    for (JsonNode row : sequences) {
      owned.putIfAbsent(row.get(0).asInt(), named(row, 1));
    }
    SortedMap<Integer, Relation.Column> columns = new TreeMap<>();
    for (JsonNode row : rows) {
      int number = row.get(0).asInt();
      columns.put(
          number,
          new Relation.Column(
              Identifier.of(row.get(1).asText()),
              type(row, types),
              row.get(6).asText(),
              row.get(3).asBoolean(),
              !row.get(4).asText().isEmpty(),
              row.get(5).asText(),
              Optional.ofNullable(owned.get(number))));
    }
    return columns;
  }

  private static PgType type(JsonNode row, Function<String, PgType> types) {
    JsonNode own = row.get(8);
    if (own.isArray()) {
      return new PgType(
          Optional.of(Identifier.of(own.get(0).asText())),
          Identifier.of(own.get(1).asText()),
          List.of(),
          own.get(2).asBoolean() ? 1 : 0);
    }
    try {
      return types.apply(row.get(2).asText());
    } catch (IllegalArgumentException e) {
      return PgType.builtIn(row.get(7).asText());
    }
  }

  private static List<Identifier> keys(
      JsonNode numbers, SortedMap<Integer, Relation.Column> columns) {
    List<Identifier> names = new ArrayList<>();
    for (JsonNode number : numbers) {
      Relation.Column column = columns.get(number.asInt());
      if (column != null && !names.contains(column.name())) {
        names.add(column.name());
      }
    }
    return names;
  }

  private static List<Relation.Constraint> constraints(
      JsonNode rows, SortedMap<Integer, Relation.Column> columns) {
    List<Relation.Constraint> constraints = new ArrayList<>();
    for (JsonNode row : rows) {
      constraints.add(
          new Relation.Constraint(
              Identifier.of(row.get(0).asText()),
              row.get(1).asText(),
              keys(row.get(2), columns),
              row.get(3).asBoolean(),
              row.get(5).asText(""),
              name(row.get(6)),
              row.get(7).isTextual()
                  ? Optional.of(Identifier.of(row.get(7).asText()))
                  : Optional.empty(),
              row.get(4).asBoolean()));
    }
    return constraints;
  }

  private static List<Relation.ForeignKey> foreignKeys(
      JsonNode rows, SortedMap<Integer, Relation.Column> columns) {
    List<Relation.ForeignKey> keys = new ArrayList<>();
    for (JsonNode row : rows) {
      keys.add(
          new Relation.ForeignKey(
              Identifier.of(row.get(0).asText()), named(row, 1), keys(row.get(3), columns)));
    }
    return keys;
  }

  /// An index stands in the schema of its table.
  private static List<Relation.Index> indexes(
      JsonNode rows, Identifier schema, SortedMap<Integer, Relation.Column> columns) {
    List<Relation.Index> indexes = new ArrayList<>();
    for (JsonNode row : rows) {
      Set<Identifier> read = new LinkedHashSet<>(keys(row.get(1), columns));
      read.addAll(keys(row.get(6), columns));
      indexes.add(
          new Relation.Index(
              new QualifiedName(schema, Identifier.of(row.get(0).asText())),
              List.copyOf(read),
              keys(row.get(7), columns),
              row.get(2).asBoolean(),
              row.get(3).asBoolean(),
              row.get(4).asBoolean(),
              row.get(5).asText()));
    }
    return indexes;
  }
}
