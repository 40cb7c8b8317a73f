package dev.theseus.planner;

import dev.theseus.catalog.PgType;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import java.util.Map;
import java.util.Optional;

/// A value of a type to store where the old version allows no NULL and `down` gave none. The row is
/// recorded whenever it is used.
final class Placeholder {
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("int2", "0"),
          Map.entry("int4", "0"),
          Map.entry("int8", "0"),
          Map.entry("numeric", "0"),
          Map.entry("float4", "0"),
          Map.entry("float8", "0"),
          Map.entry("money", "0"),
          Map.entry("text", ""),
          Map.entry("varchar", ""),
          Map.entry("bpchar", ""),
          Map.entry("bytea", ""),
          Map.entry("bool", "false"),
          Map.entry("uuid", "00000000-0000-0000-0000-000000000000"),
          Map.entry("json", "null"),
          Map.entry("jsonb", "null"),
          Map.entry("date", "epoch"),
          Map.entry("timestamp", "epoch"),
          Map.entry("timestamptz", "epoch"),
          Map.entry("time", "00:00"),
          Map.entry("interval", "0"));

  private Placeholder() {}

  static Optional<Sql> of(PgType type) {
    if (type.isArray()) {
      return Optional.of(cast("{}", type));
    }
    return type.schema().isPresent()
        ? Optional.empty()
        : Optional.ofNullable(TEXTS.get(type.name().name())).map(text -> cast(text, type));
  }

  /// The same for a column of a key, where a second placeholder must not meet the first.
  static Optional<Sql> distinct(PgType type) {
    if (type.isArray() || type.schema().isPresent()) {
      return Optional.empty();
    }
    return switch (type.name().name()) {
      case "int2" -> Optional.of(negative("int2", 32767));
      case "int4" -> Optional.of(negative("int4", 2147483647));
      case "int8" -> Optional.of(negative("int8", Long.MAX_VALUE / 1024));
      case "numeric" ->
          type.modifiers().isEmpty()
              ? Optional.of(negative("numeric", Long.MAX_VALUE / 1024))
              : Optional.empty();
      case "text", "varchar", "bpchar" ->
          Optional.of(
              Sql.of(
                  "pg_catalog.left(CAST(pg_catalog.gen_random_uuid() AS text), {length})",
                  Map.of(
                      "length",
                      Literal.of(type.modifiers().isEmpty() ? 36 : type.modifiers().getFirst()))));
      case "uuid" -> Optional.of(Sql.of("pg_catalog.gen_random_uuid()"));
      default -> Optional.empty();
    };
  }

  private static Sql negative(String type, long range) {
    return Sql.of(
        "CAST(-pg_catalog.floor(1 + pg_catalog.random() * {range}) AS {type})",
        Map.of("range", Literal.of(range), "type", PgType.builtIn(type).sql()));
  }

  private static Sql cast(String text, PgType type) {
    return Sql.of(
        "CAST({text} AS {type})",
        Map.of("text", Literal.of(text), "type", type.withoutModifiers().sql()));
  }
}
