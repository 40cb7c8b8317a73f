package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The names SQL gives to built-in types (PostgreSQL manual, table 8.1, and `format_type`).
final class BuiltInTypes {
  private static final Map<String, String> SQL_NAMES =
      Map.ofEntries(
          Map.entry("int2", "smallint"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("bool", "boolean"),
          Map.entry("varchar", "character varying"),
          Map.entry("bpchar", "character"),
          Map.entry("varbit", "bit varying"),
          Map.entry("timestamptz", "timestamp with time zone"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timetz", "time with time zone"),
          Map.entry("time", "time without time zone"));

  private BuiltInTypes() {}

  static String sqlName(String internal, List<Integer> modifiers) {
    if (internal.equals("char")) {
      return "\"char\"";
    }
    if (internal.equals("bpchar") && modifiers.isEmpty()) {
      // `character` without a length means character(1); the unlimited type has only its internal
      // name
      return "bpchar";
    }
    if (internal.equals("interval")) {
      return IntervalFields.sqlName(modifiers);
    }
    if (internal.equals("bit") && !modifiers.isEmpty()) {
      return "bit" + written(modifiers);
    }
    String name = SQL_NAMES.get(internal);
    String mods = written(modifiers);
    if (name == null) {
      return Identifier.of(internal).quoted() + mods;
    }
    int zone = name.indexOf(" with");
    return zone > 0 ? name.substring(0, zone) + mods + name.substring(zone) : name + mods;
  }

  static String written(List<?> modifiers) {
    return modifiers.isEmpty()
        ? ""
        : modifiers.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
  }
}
