package dev.theseus.internal.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.theseus.catalog.PgType;
import dev.theseus.catalog.PgTypes;
import dev.theseus.check.effect.Relation;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns the answer of `relation.sql` into a relation.
final class RelationJson {
  private RelationJson() {}

  static Optional<Relation> read(JsonNode row) {
    if (row.isMissingNode() || row.isNull()) {
      return Optional.empty();
    }
    QualifiedName name = QualifiedName.of(row.path("schema").asText(), row.path("name").asText());
    return Optional.of(
        new Relation(
            name,
            kind(row.path("kind").asText()),
            name(row.path("table")).orElse(name),
            row.path("partition").asBoolean(),
            columns(row.path("columns")),
            constraints(row.path("constraints")),
            foreignKeys(row.path("referencedby")),
            indexes(row.path("indexes")),
            names(row.path("parents")),
            names(row.path("heirs")),
            name(row.path("default")),
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
    return pair.isArray() && pair.size() == 2
        ? Optional.of(QualifiedName.of(pair.get(0).asText(), pair.get(1).asText()))
        : Optional.empty();
  }

  private static List<Identifier> identifiers(JsonNode texts) {
    List<Identifier> names = new ArrayList<>();
    texts.forEach(text -> names.add(Identifier.of(text.asText())));
    return names;
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

  private static List<Relation.Column> columns(JsonNode rows) {
    List<Relation.Column> columns = new ArrayList<>();
    for (JsonNode row : rows) {
      columns.add(
          new Relation.Column(
              Identifier.of(row.path("name").asText()),
              type(row),
              row.path("collation").asText(),
              row.path("notnull").asBoolean(),
              row.path("identity").asBoolean(),
              row.path("generated").asText(),
              name(row.path("sequence"))));
    }
    return columns;
  }

  private static PgType type(JsonNode row) {
    String schema = row.path("typeschema").asText();
    if (!schema.isEmpty()) {
      return new PgType(
          Optional.of(Identifier.of(schema)),
          Identifier.of(row.path("typename").asText()),
          List.of(),
          row.path("array").asBoolean() ? 1 : 0);
    }
    try {
      return PgTypes.of(row.path("type").asText());
    } catch (IllegalArgumentException e) {
      return PgType.builtIn(row.path("typename").asText());
    }
  }

  private static List<Relation.Constraint> constraints(JsonNode rows) {
    List<Relation.Constraint> constraints = new ArrayList<>();
    for (JsonNode row : rows) {
      constraints.add(
          new Relation.Constraint(
              Identifier.of(row.path("name").asText()),
              row.path("kind").asText(),
              identifiers(row.path("columns")),
              row.path("valid").asBoolean(),
              row.path("expression").asText(),
              name(row.path("references")),
              row.path("index").isTextual()
                  ? Optional.of(Identifier.of(row.path("index").asText()))
                  : Optional.empty(),
              row.path("inherited").asBoolean()));
    }
    return constraints;
  }

  private static List<Relation.ForeignKey> foreignKeys(JsonNode rows) {
    List<Relation.ForeignKey> keys = new ArrayList<>();
    for (JsonNode row : rows) {
      name(row.path("table"))
          .ifPresent(
              table ->
                  keys.add(
                      new Relation.ForeignKey(
                          Identifier.of(row.path("name").asText()),
                          table,
                          identifiers(row.path("columns")))));
    }
    return keys;
  }

  private static List<Relation.Index> indexes(JsonNode rows) {
    List<Relation.Index> indexes = new ArrayList<>();
    for (JsonNode row : rows) {
      name(row.path("name"))
          .ifPresent(
              index ->
                  indexes.add(
                      new Relation.Index(
                          index,
                          identifiers(row.path("columns")),
                          row.path("valid").asBoolean(),
                          row.path("unique").asBoolean(),
                          row.path("simple").asBoolean(),
                          row.path("method").asText())));
    }
    return indexes;
  }
}
