package dev.theseus.internal.catalog;

import dev.theseus.catalog.Trigger;
import java.sql.SQLException;
import java.util.Collection;

/// Reads `pg_trigger`: what users made, not what foreign keys or Theseus itself made.
final class TriggerReader {
  // Bits of tgtype: 1 row, 2 before, 4 insert, 16 update.
  private static final String SQL =
      """
      SELECT
        t.tgrelid AS oid,
        t.tgname AS name,
        t.tgtype & 2 <> 0 AS is_before,
        t.tgtype & 1 <> 0 AS is_row,
        t.tgtype & 4 <> 0 AS on_insert,
        t.tgtype & 16 <> 0 AS on_update,
        t.tgenabled::text AS firing,
        t.tgattr::int2[] AS columns,
        f.nspname AS function_schema,
        p.proname AS function,
        p.prosrc AS source,
        pg_get_triggerdef(t.oid) AS definition
      FROM pg_trigger t
      JOIN pg_proc p ON p.oid = t.tgfoid
      JOIN pg_namespace f ON f.oid = p.pronamespace
      WHERE t.tgrelid = ANY (?) AND NOT t.tgisinternal AND left(t.tgname, 8) <> '~theseus'
      ORDER BY t.tgrelid, t.tgname
      """;

  private TriggerReader() {}

  static Grouped<Trigger> read(CatalogQuery query, Collection<Long> oids, ColumnReader columns)
      throws SQLException {
    Grouped<Trigger> triggers = new Grouped<>();
    query.run(
        SQL,
        oids,
        row ->
            triggers.add(
                row.oid(),
                new Trigger(
                    row.identifier("name"),
                    row.flag("is_before"),
                    row.flag("is_row"),
                    row.flag("on_insert"),
                    row.flag("on_update"),
                    firing(row.text("firing")),
                    columns.names(row.oid(), row.numbers("columns")),
                    row.qualified("function_schema", "function"),
                    row.text("source"),
                    row.text("definition"))));
    return triggers;
  }

  private static Trigger.Firing firing(String enabled) {
    return switch (enabled) {
      case "D" -> Trigger.Firing.NEVER;
      case "R" -> Trigger.Firing.REPLICA;
      case "A" -> Trigger.Firing.ALWAYS;
      default -> Trigger.Firing.ORIGIN;
    };
  }
}
