package dev.theseus.internal.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.jdbc.SqlFailures;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.Step;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Literal;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import dev.theseus.sql.SqlList;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks, for each row whose old value the new version could not hold when it was written, whether
/// that is still so.
final class DivergentRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Entry(QualifiedName table, String key) {}

  private final Session session;
  private final MigrationRow migration;

  DivergentRows(Session session, MigrationRow migration) {
    this.session = session;
    this.migration = migration;
  }

  long count() throws SQLException {
    List<Entry> entries =
        session.query(
            """
            SELECT DISTINCT n.nspname AS schema, c.relname AS name, d.row_key::text AS key
            FROM theseus.divergence d
              JOIN pg_catalog.pg_class c ON c.oid = d.relation
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE d.migration = ? AND d.side = 'old'
            """,
            row ->
                new Entry(
                    QualifiedName.of(row.getString("schema"), row.getString("name")),
                    row.getString("key")),
            migration.name());
    Map<QualifiedName, List<Assignment>> assignments = assignments();
    long count = 0;
    for (Entry entry : entries) {
      if (differs(entry, assignments.getOrDefault(entry.table(), List.of()))) {
        count++;
      }
    }
    return count;
  }

  private Map<QualifiedName, List<Assignment>> assignments() {
    Map<QualifiedName, List<Assignment>> byTable = new LinkedHashMap<>();
    for (Step step : migration.plan().steps()) {
      if (step instanceof Step.Backfill backfill) {
        byTable
            .computeIfAbsent(backfill.table(), table -> new ArrayList<>())
            .addAll(backfill.assignments());
      }
    }
    return byTable;
  }

  /// What cannot be asked counts as different.
  private boolean differs(Entry entry, List<Assignment> assignments) throws SQLException {
    Optional<Sql> where = where(entry);
    if (where.isEmpty() || assignments.isEmpty()) {
      return true;
    }
    for (Assignment assignment : assignments) {
      try {
        if (session.flag(question(entry, where.get(), assignment).text())) {
          return true;
        }
      } catch (SQLException e) {
        if (SqlFailures.connectionLost(e) || SqlFailures.cancelled(e)) {
          throw e;
        }
        return true;
      }
    }
    return false;
  }

  private static Sql question(Entry entry, Sql where, Assignment assignment) {
    String due =
        switch (assignment.rule()) {
          case DIFFERS -> "{column} IS DISTINCT FROM ({value})";
          case DIFFERS_AS_TEXT -> "CAST({column} AS text) IS DISTINCT FROM CAST(({value}) AS text)";
          case MISSING -> "{column} IS NULL";
          case MISSING_THOUGH_GIVEN -> "{column} IS NULL AND ({value}) IS NOT NULL";
        };
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("column", assignment.column());
    if (assignment.rule() != Assignment.Rule.MISSING) {
      parts.put("value", assignment.value());
    }
    return Sql.of(
        "SELECT EXISTS (SELECT FROM {table} WHERE {where} AND {due})",
        Map.of("table", entry.table(), "where", where, "due", Sql.of(due, parts)));
  }

  /// The key columns as the trigger recorded them.
  private static Optional<Sql> where(Entry entry) {
    try {
      JsonNode key = JSON.readTree(entry.key());
      List<Sql> conditions = new ArrayList<>();
      key.properties()
          .forEach(
              field ->
                  conditions.add(
                      Sql.of(
                          "CAST({column} AS text) = {value}",
                          Map.of(
                              "column", Identifier.of(field.getKey()),
                              "value", Literal.of(field.getValue().asText())))));
      return conditions.isEmpty()
          ? Optional.empty()
          : Optional.of(Sql.of("{all}", Map.of("all", SqlList.allOf(conditions))));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
