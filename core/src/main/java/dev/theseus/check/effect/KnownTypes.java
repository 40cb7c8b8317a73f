package dev.theseus.check.effect;

import dev.theseus.grammar.Node;
import java.util.Set;

/// Names that mean the same in every database unless somebody hides them.
final class KnownTypes {
  private static final Set<String> TYPES =
      Set.of(
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "bool",
          "text",
          "varchar",
          "bpchar",
          "char",
          "name",
          "uuid",
          "json",
          "jsonb",
          "xml",
          "bytea",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "bit",
          "varbit",
          "money",
          "oid",
          "point",
          "line",
          "lseg",
          "box",
          "path",
          "polygon",
          "circle",
          "tsvector",
          "tsquery",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "regclass",
          "pg_lsn",
          "jsonpath",
          "citext",
          "hstore",
          "ltree",
          "geometry",
          "geography",
          "vector",
          "serial",
          "bigserial",
          "smallserial");

  private static final Set<String> VOLATILE =
      Set.of(
          "random",
          "random_normal",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "uuid_generate_v1",
          "uuid_generate_v1mc",
          "uuid_generate_v4",
          "gen_random_bytes",
          "gen_salt",
          "nextval",
          "currval",
          "lastval",
          "clock_timestamp",
          "timeofday");

  private KnownTypes() {}

  /// Whether the name is one of a type that is no domain.
  static boolean isBuiltIn(String type) {
    return TYPES.contains(type);
  }

  /// Whether a function that everybody knows to be VOLATILE is called.
  static boolean builtInVolatile(Node expression) {
    return expression.all("FuncCall").stream()
        .map(call -> call.strings("funcname"))
        .anyMatch(names -> !names.isEmpty() && VOLATILE.contains(names.getLast()));
  }
}
