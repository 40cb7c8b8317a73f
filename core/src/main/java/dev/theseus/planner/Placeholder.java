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

  private static Sql cast(String text, PgType type) {
    return Sql.of(
        "CAST({text} AS {type})",
        Map.of("text", Literal.of(text), "type", type.withoutModifiers().sql()));
  }
}
