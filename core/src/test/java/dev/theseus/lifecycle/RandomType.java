package dev.theseus.lifecycle;

import java.util.List;
import java.util.Random;

/// The types of random columns, each with values and with the types it may be changed to.
enum RandomType {
  SMALLINT("smallint"),
  INTEGER("integer"),
  BIGINT("bigint"),
  NUMERIC("numeric(10,2)"),
  DOUBLE("double precision"),
  TEXT("text"),
  VARCHAR("varchar(20)"),
  BOOLEAN("boolean"),
  DATE("date"),
  MOMENT("timestamptz"),
  UUID("uuid"),
  JSON("json"),
  JSONB("jsonb"),
  INTEGERS("integer[]");

  /// A change of type; `{c}` stands for the column on the side the expression reads.
  ///
  /// @param plain whether the statement needs no USING and no directives
  record Turn(String type, String up, String down, boolean plain) {
    static Turn plain(String type, String back) {
      return new Turn(type, "{c}::" + type, "{c}::" + back, true);
    }
  }

  private static final List<RandomType> ALL = List.of(values());

  private final String sql;

  RandomType(String sql) {
    this.sql = sql;
  }

  static RandomType any(Random random) {
    return ALL.get(random.nextInt(ALL.size()));
  }

  String sql() {
    return sql;
  }

  boolean whole() {
    return this == SMALLINT || this == INTEGER || this == BIGINT;
  }

  boolean words() {
    return this == TEXT || this == VARCHAR;
  }

  /// A value of this type, never NULL; numbers are 0 or more, so that checks of random tables hold.
  String literal(Random random) {
    int n = random.nextInt(30_000);
    String text =
        switch (this) {
          case SMALLINT, INTEGER, BIGINT -> String.valueOf(n);
          case NUMERIC -> n / 100 + "." + (10 + n % 90);
          case DOUBLE -> String.valueOf(n / 4.0);
          case TEXT -> random.nextInt(20) == 0 ? "" : "w'ö\\" + n;
          case VARCHAR -> "v " + n;
          case BOOLEAN -> String.valueOf(n % 2 == 0);
          case DATE -> "20%02d-%02d-%02d".formatted(n % 40, 1 + n % 12, 1 + n % 28);
          case MOMENT -> "2024-03-31 0%d:30:00.%03d+00".formatted(n % 5, n % 1000);
          case UUID -> new java.util.UUID(n, n).toString();
          case JSON, JSONB -> "{\"a\": %d, \"b\": [null, \"ü\"]}".formatted(n);
          case INTEGERS -> "{%d,NULL,%d}".formatted(n, n % 7);
        };
    return "('" + text.replace("'", "''") + "'::" + sql + ")";
  }

  List<Turn> turns() {
    return switch (this) {
      case SMALLINT -> List.of(Turn.plain("integer", sql), Turn.plain("bigint", sql));
      case INTEGER ->
          List.of(
              Turn.plain("bigint", sql),
              Turn.plain("bigint", sql),
              Turn.plain("numeric", sql),
              Turn.plain("text", sql),
              new Turn("bigint", "({c}::bigint * 10)", "({c} / 10)::integer", false));
      case BIGINT ->
          List.of(Turn.plain("numeric", sql), new Turn("text", "('n' || {c})", CUT, false));
      case NUMERIC ->
          List.of(
              Turn.plain("numeric(14,2)", sql),
              Turn.plain("numeric", sql),
              new Turn("bigint", "({c} * 100)::bigint", "({c} / 100.0)::numeric(10,2)", false));
      case DOUBLE -> List.of(new Turn("numeric", "{c}::numeric", "{c}::double precision", false));
      case TEXT ->
          List.of(
              new Turn("jsonb", "to_jsonb({c})", "({c} #>> '{}')", false),
              new Turn("varchar(60)", "{c}::varchar(60)", "{c}::text", false));
      case VARCHAR ->
          List.of(
              Turn.plain("text", sql),
              Turn.plain("varchar(40)", sql),
              new Turn("text", "('x' || {c})", "substr({c}, 2)::varchar(20)", false));
      case BOOLEAN ->
          List.of(
              Turn.plain("text", sql),
              new Turn(
                  "smallint",
                  "(CASE {c} WHEN true THEN 1 WHEN false THEN 0 END)::smallint",
                  "({c} = 1)",
                  false));
      case DATE -> List.of(Turn.plain("timestamp", sql));
      case MOMENT ->
          List.of(
              new Turn("timestamp", "({c} AT TIME ZONE 'UTC')", "({c} AT TIME ZONE 'UTC')", false));
      case UUID -> List.of(Turn.plain("text", sql));
      case JSON -> List.of(Turn.plain("jsonb", sql));
      case JSONB -> List.of(new Turn("text", "{c}::text", "{c}::jsonb", false));
      case INTEGERS -> List.of(new Turn("bigint[]", "{c}::bigint[]", "{c}::integer[]", false));
    };
  }

  private static final String CUT = "substr({c}, 2)::bigint";
}
