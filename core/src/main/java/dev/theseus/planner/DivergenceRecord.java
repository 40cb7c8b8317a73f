package dev.theseus.planner;

import dev.theseus.catalog.Constraint;
import dev.theseus.catalog.Table;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import dev.theseus.sql.SqlPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the sync trigger of a table writes down about a row whose two sides cannot agree.
record DivergenceRecord(String release, Table table) {
  /// The statement that records a row in an exception handler.
  Sql caught(String side, Identifier column) {
    return told(side, column, Sql.of("SQLSTATE"), Sql.of("SQLERRM"));
  }

  /// The statement that records a row for this reason.
  ///
  /// @param side whose value was written
  /// @param column whose value could not follow
  Sql told(String side, Identifier column, SqlPart state, SqlPart message) {
    return Sql.of(
        "PERFORM theseus.record_divergence({release}, TG_RELID, {side}, {column}, {state},"
            + " {message}, {key});",
        Map.of(
            "release", Literal.of(release),
            "side", Literal.of(side),
            "column", Literal.of(column.name()),
            "state", state,
            "message", message,
            "key", rowKey()));
  }

  /// The columns a row is recorded by; none where the whole row is.
  static List<Identifier> key(Table table) {
    return table.constraints().stream()
        .filter(one -> one.kind() == Constraint.Kind.PRIMARY_KEY)
        .flatMap(one -> one.columns().stream())
        .toList();
  }

  private Sql rowKey() {
    List<Identifier> key = key(table);
    if (key.isEmpty()) {
      return Sql.of("pg_catalog.to_jsonb(NEW)");
    }
    List<SqlPart> pairs = new ArrayList<>();
    for (Identifier column : key) {
      pairs.add(Literal.of(column.name()));
      pairs.add(Sql.of("NEW.{column}", Map.of("column", column)));
    }
    return Sql.of("pg_catalog.jsonb_build_object({pairs})", Map.of("pairs", SqlList.of(pairs)));
  }
}
