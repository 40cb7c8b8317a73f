package dev.theseus.internal.engine;

import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.internal.jdbc.Session;
import dev.theseus.internal.state.MigrationRow;
import dev.theseus.plan.Assignment;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.sql.Expression;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The sync triggers of a migration as they stand in the catalog, and what stands on the columns
/// they fill.
final class SyncTriggers {
  /// The tables below one, and the columns that only the trigger fills: what has a default of its
  /// own needs none.
  private static final String FILLED =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ? AND c.relname = ?
        UNION
        SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid
      ), filled AS (
        SELECT a.attrelid, a.attnum, a.attname, a.attnotnull FROM pg_catalog.pg_attribute a
          JOIN tree ON tree.oid = a.attrelid
          WHERE a.attname = ANY (?) AND NOT a.attisdropped AND NOT a.atthasdef
            AND a.attidentity = ''
      )
      """;

  /// One trigger.
  ///
  /// @param fires in every session
  record Trigger(QualifiedName table, Identifier name, boolean fires) {
    Sql off() {
      return Sql.of(
          "ALTER TABLE {table} DISABLE TRIGGER {name}", Map.of("table", table, "name", name));
    }

    Sql on() {
      return Sql.of(
          "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", Map.of("table", table, "name", name));
    }
  }

  private final Session session;
  private final MigrationRow migration;

  SyncTriggers(Session session, MigrationRow migration) {
    this.session = session;
    this.migration = migration;
  }

  /// Those that are there, in the order of their tables.
  List<Trigger> all() throws SQLException {
    List<Trigger> found = new ArrayList<>();
    for (QualifiedName table : tables()) {
      found.addAll(
          session.query(
              """
              SELECT t.tgname, t.tgenabled = 'A' FROM pg_catalog.pg_trigger t
                JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND left(t.tgname, 9) = '~theseus_'
              """,
              row -> new Trigger(table, Identifier.of(row.getString(1)), row.getBoolean(2)),
              table.schema().name(),
              table.name().name()));
    }
    return found;
  }

  private Iterable<QualifiedName> tables() {
    TreeSet<QualifiedName> tables = new TreeSet<>();
    for (Step step : migration.plan().steps()) {
      if (step.phase() == Phase.DUAL_WRITE) {
        step.head().locks().stream().map(LockUse::object).forEach(tables::add);
      }
    }
    return tables;
  }

  /// What a write without the trigger could fail at or what would hold it back from being repaired;
  /// empty when the old version alone needs none of them.
  Optional<String> obstacle() throws SQLException {
    for (Map.Entry<QualifiedName, List<Assignment>> entry : fills().entrySet()) {
      Optional<String> found = obstacle(entry.getKey(), entry.getValue());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Map<QualifiedName, List<Assignment>> fills() {
    Map<QualifiedName, List<Assignment>> fills = new TreeMap<>();
    for (Step step : migration.plan().steps()) {
      if (step instanceof Step.Backfill fill) {
        fills.computeIfAbsent(fill.table(), table -> new ArrayList<>()).addAll(fill.assignments());
      }
    }
    return fills;
  }

  private Optional<String> obstacle(QualifiedName table, List<Assignment> assignments)
      throws SQLException {
    String[] columns =
        assignments.stream().map(one -> one.column().name()).distinct().toArray(String[]::new);
    Optional<String> drawn =
        assignments.stream()
            .filter(one -> one.rule().keeps() && readsColumns(one.value()))
            .findFirst()
            .map(
                one ->
                    "column %s of %s gets another value each time it is computed, so nobody could tell afterwards which rows to compute again"
                        .formatted(one.column(), table));
    if (drawn.isPresent()) {
      return drawn;
    }
    return standing(table, columns);
  }

  private Optional<String> standing(QualifiedName table, String[] columns) throws SQLException {
    return session.first(
        FILLED
            + """
            SELECT 'the sync trigger of ' || CAST(CAST(t.tgrelid AS regclass) AS text)
                || ' works both ways already'
              FROM pg_catalog.pg_trigger t JOIN filled ON t.tgrelid = attrelid
              WHERE left(t.tgname, 9) = '~theseus_' AND attnum = ANY (CAST(t.tgattr AS int2[]))
            UNION ALL
            SELECT 'column ' || attname || ' of ' || CAST(CAST(attrelid AS regclass) AS text)
                || ' is NOT NULL already'
              FROM filled WHERE attnotnull
            UNION ALL
            SELECT 'constraint ' || c.conname || ' stands on column ' || attname || ' of '
                || CAST(CAST(attrelid AS regclass) AS text) || ' already'
              FROM pg_catalog.pg_constraint c JOIN filled
                ON c.conrelid = attrelid AND attnum = ANY (c.conkey)
                  OR c.confrelid = attrelid AND attnum = ANY (c.confkey)
            UNION ALL
            SELECT 'the unique index ' || CAST(CAST(i.indexrelid AS regclass) AS text)
                || ' stands on column ' || attname || ' already'
              FROM pg_catalog.pg_index i JOIN filled ON i.indrelid = attrelid
              WHERE (i.indisunique OR i.indisexclusion)
                AND (attnum = ANY (CAST(i.indkey AS int2[])) OR EXISTS (
                  SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = CAST('pg_catalog.pg_class' AS regclass)
                    AND d.objid = i.indexrelid AND d.refobjid = attrelid
                    AND d.refobjsubid = attnum))
            LIMIT 1
            """,
        row -> row.getString(1),
        table.schema().name(),
        table.name().name(),
        columns);
  }

  private static boolean readsColumns(Expression value) {
    try {
      return !Grammar.expression(value.text()).columns().isEmpty();
    } catch (SqlSyntaxException e) {
      return true;
    }
  }

  /// The steps that were proved by what the trigger did: filling these tables and verifying them.
  List<Step> unproved(List<Trigger> triggers) {
    return migration.plan().steps(Phase.Verb.START).stream()
        .filter(
            step ->
                switch (step) {
                  case Step.Backfill s -> on(triggers, s.table());
                  case Step.Verify s -> on(triggers, s.table());
                  case Step.Transaction s -> false;
                  case Step.FindDuplicates s -> false;
                  case Step.FindViolations s -> false;
                  case Step.CreateIndexConcurrently s -> false;
                  case Step.DropIndexConcurrently s -> false;
                  case Step.BuildPartitionedIndex s -> false;
                  case Step.DetachPartition s -> false;
                  case Step.ValidateConstraint s -> false;
                  case Step.ChangeRows s -> false;
                  case Step.Standalone s -> false;
                })
        .toList();
  }

  private static boolean on(List<Trigger> triggers, QualifiedName table) {
    return triggers.stream().anyMatch(one -> one.table().equals(table));
  }
}
