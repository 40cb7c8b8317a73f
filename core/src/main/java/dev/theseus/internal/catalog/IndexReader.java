package dev.theseus.internal.catalog;

import dev.theseus.catalog.Index;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Reads `pg_index`. The columns of expressions and predicates are taken from their stored trees.
final class IndexReader {
  private static final String SQL =
      """
      SELECT
        i.indrelid AS oid,
        n.nspname AS schema,
        c.relname AS name,
        i.indisunique AS is_unique,
        i.indisprimary AS is_primary,
        i.indisvalid AND i.indisready AND i.indislive AS valid,
        i.indisreplident AS replica_identity,
        i.indisclustered AS clustered,
        i.indkey::int2[] AS keys,
        ARRAY(
          SELECT DISTINCT var[1]::int
          FROM regexp_matches(
            concat(i.indexprs::text, i.indpred::text), ':varattno ([0-9]+)', 'g') AS var
          ORDER BY 1
        ) AS expression_columns,
        pg_get_indexdef(i.indexrelid) AS definition,
        k.conname AS constraint_name,
        d.description AS comment
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_constraint k
        ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
      LEFT JOIN pg_description d
        ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
      WHERE i.indrelid = ANY (?)
      ORDER BY i.indrelid, c.relname
      """;

  private final Grouped<Index> indexes = new Grouped<>();

  private IndexReader() {}

  static IndexReader read(CatalogQuery query, Collection<Long> oids, ColumnReader columns)
      throws SQLException {
    IndexReader reader = new IndexReader();
    query.run(SQL, oids, row -> reader.indexes.add(row.oid(), index(row, columns)));
    return reader;
  }

  List<Index> of(long oid) {
    return indexes.of(oid);
  }

  private static Index index(CatalogRow row, ColumnReader columns) throws SQLException {
    List<Integer> numbers = new ArrayList<>(row.numbers("keys"));
    // 0 in indkey says "an expression", in a tree it says "the whole row"
    numbers.removeIf(number -> number == 0);
    numbers.addAll(row.numbers("expression_columns"));
    return new Index(
        row.qualified("schema", "name"),
        row.flag("is_unique"),
        row.flag("is_primary"),
        row.flag("valid"),
        row.flag("replica_identity"),
        row.flag("clustered"),
        columns.names(row.oid(), numbers),
        row.text("definition"),
        row.maybeIdentifier("constraint_name"),
        row.maybe("comment"));
  }
}
