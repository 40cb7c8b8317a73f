package dev.theseus.internal.engine;

import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.SchemaDump;
import dev.theseus.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that a migration may change: the catalog, and the rows of every table. Schema `theseus` is
/// left out.
///
/// @param rows a hash of the rows by table
/// @param schema what `pg_dump --schema-only` writes, where there is one for this major
record Snapshot(CatalogDump catalog, Map<String, String> rows, Optional<String> schema) {
  private static final String TABLES =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname <> 'theseus' AND n.nspname !~ '^pg_'
        AND n.nspname <> 'information_schema'
      """;

  static Snapshot of(TestDatabase database) {
    Map<String, String> rows = new TreeMap<>();
    for (List<String> table : database.query(TABLES)) {
      rows.put(
          table.getFirst(),
          database.one(
              "SELECT coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM "
                  + table.getFirst()
                  + " t"));
    }
    return new Snapshot(CatalogDump.of(database), rows, SchemaDump.of(database, "theseus"));
  }

  /// Where the other differs; empty when it does not.
  List<String> changesTo(Snapshot other) {
    List<String> changes = new ArrayList<>(catalog.changesTo(other.catalog));
    if (!rows.equals(other.rows)) {
      changes.add("rows: " + rows + " became " + other.rows);
    }
    if (schema.isPresent() && other.schema.isPresent() && !schema.equals(other.schema)) {
      changes.add("pg_dump: " + schema.get() + "\nbecame\n" + other.schema.get());
    }
    return changes;
  }
}
