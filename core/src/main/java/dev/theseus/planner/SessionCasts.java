package dev.theseus.planner;

import dev.theseus.catalog.PgType;
import dev.theseus.catalog.TypeFacts;
import dev.theseus.sql.Identifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Casts whose result depends on settings of the session that runs them, so that the backfill and
/// two writers can each give another value.
///
/// PostgreSQL's volatility does not tell them: `float8out` and `byteaout` are IMMUTABLE although
/// `extra_float_digits` and `bytea_output` change what they give. A composite type is not looked
/// into.
final class SessionCasts {
  private static final String ZONE = "TimeZone";
  private static final String DATES = "DateStyle";
  private static final String BOTH = "DateStyle and TimeZone";
  private static final String INTERVALS = "IntervalStyle";
  private static final String FLOATS = "extra_float_digits";
  private static final String MONEY = "lc_monetary";
  private static final String PATH = "search_path";

  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");

  /// Reading a text as a value depends on them as much as writing it.
  private static final Map<String, String> AS_TEXT = new HashMap<>();

  /// Writing alone.
  private static final Map<String, String> TO_TEXT = new HashMap<>();

  private static final Map<String, Map<String, String>> BETWEEN =
      Map.of(
          "date", Map.of("timestamptz", ZONE),
          "timestamp", Map.of("timestamptz", ZONE),
          "timestamptz", Map.of("date", ZONE, "time", ZONE, "timetz", ZONE, "timestamp", ZONE),
          "time", Map.of("timetz", ZONE),
          "money", Map.of("numeric", MONEY),
          "numeric", Map.of("money", MONEY),
          "int4", Map.of("money", MONEY),
          "int8", Map.of("money", MONEY));

  static {
    for (String type : List.of("date", "timestamp", "daterange", "tsrange")) {
      AS_TEXT.put(type, DATES);
    }
    for (String type : List.of("datemultirange", "tsmultirange")) {
      AS_TEXT.put(type, DATES);
    }
    for (String type : List.of("timestamptz", "tstzrange", "tstzmultirange")) {
      AS_TEXT.put(type, BOTH);
    }
    AS_TEXT.put("interval", INTERVALS);
    AS_TEXT.put("money", MONEY);
    for (String type :
        List.of("regclass", "regproc", "regprocedure", "regoper", "regoperator", "regtype")) {
      AS_TEXT.put(type, PATH);
    }
    AS_TEXT.put("regconfig", PATH);
    AS_TEXT.put("regdictionary", PATH);
    AS_TEXT.put("regcollation", PATH);
    for (String type :
        List.of("float4", "float8", "point", "lseg", "box", "path", "polygon", "circle", "line")) {
      TO_TEXT.put(type, FLOATS);
    }
    TO_TEXT.put("bytea", "bytea_output");
  }

  private SessionCasts() {}

  /// The settings a cast depends on, as `DateStyle and TimeZone`; empty when every session gives
  /// the same.
  static Optional<String> settings(PgType from, PgType to, TypeFacts facts) {
    PgType source = below(from, facts);
    PgType target = below(to, facts);
    if (source.schema().isPresent() || target.schema().isPresent()) {
      return Optional.empty();
    }
    String a = source.name().name();
    String b = target.name().name();
    if (TEXTS.contains(b) && (source.isArray() || !target.isArray())) {
      return Optional.ofNullable(AS_TEXT.getOrDefault(a, TO_TEXT.get(a)));
    }
    if (TEXTS.contains(a)) {
      return Optional.ofNullable(b.equals("timetz") ? ZONE : AS_TEXT.get(b));
    }
    if (source.isArray() != target.isArray()) {
      return Optional.empty();
    }
    return Optional.ofNullable(BETWEEN.getOrDefault(a, Map.of()).get(b));
  }

  /// What a domain stands for.
  private static PgType below(PgType type, TypeFacts facts) {
    return facts.domains().getOrDefault(type.withoutModifiers().toString(), type);
  }

  /// An `up` or `down` that gives the same in every session, to show how one is written; `…` where
  /// there is none that suits most.
  static String example(Identifier column, PgType from, PgType to) {
    String name = column.quoted();
    if (from.isArray() || from.schema().isPresent()) {
      return "…";
    }
    boolean text = TEXTS.contains(to.name().name());
    return switch (from.name().name()) {
      case "date" ->
          text
              ? "to_char(" + name + "::timestamp, 'YYYY-MM-DD')"
              : name + "::timestamp AT TIME ZONE 'UTC'";
      case "timestamp" ->
          text ? "to_char(" + name + ", 'YYYY-MM-DD HH24:MI:SS.US')" : atUtc(name, to);
      case "timestamptz" ->
          text
              ? "to_char(" + name + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US\"Z\"')"
              : atUtc(name, to);
      case "time" -> "(" + name + "::text || '+00')::timetz";
      case "bytea" -> "encode(" + name + ", 'hex')";
      case "float4", "float8" -> name + "::numeric::text";
      default -> "…";
    };
  }

  private static String atUtc(String name, PgType to) {
    String moved = name + " AT TIME ZONE 'UTC'";
    return switch (to.name().name()) {
      case "date" -> "(" + moved + ")::date";
      case "time" -> "(" + moved + ")::time";
      case "timetz" -> "…";
      default -> moved;
    };
  }
}
