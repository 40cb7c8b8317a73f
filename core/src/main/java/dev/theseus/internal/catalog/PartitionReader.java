package dev.theseus.internal.catalog;

import dev.theseus.catalog.Partitions;
import dev.theseus.catalog.Partitions.Partition;
import dev.theseus.catalog.Table;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads how partitioned tables are divided: `pg_inherits` of tables and of their indexes.
final class PartitionReader {
  private static final String TABLES =
      """
      WITH RECURSIVE tree AS (
        SELECT h.inhrelid, h.inhparent, h.inhdetachpending
        FROM pg_inherits h
        JOIN pg_class p ON p.oid = h.inhparent AND p.relkind = 'p'
        WHERE h.inhparent = ANY (?)
        UNION
        SELECT h.inhrelid, h.inhparent, h.inhdetachpending
        FROM tree
        JOIN pg_inherits h ON h.inhparent = tree.inhrelid
      )
      SELECT
        n.nspname AS schema,
        c.relname AS name,
        pn.nspname AS parent_schema,
        p.relname AS parent,
        c.relkind::text AS kind,
        coalesce(pg_get_expr(c.relpartbound, c.oid), '') AS bound,
        coalesce(pg_get_partition_constraintdef(c.oid), '') AS definition,
        tree.inhdetachpending AS leaving
      FROM tree
      JOIN pg_class c ON c.oid = tree.inhrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class p ON p.oid = tree.inhparent
      JOIN pg_namespace pn ON pn.oid = p.relnamespace
      ORDER BY n.nspname, c.relname
      """;

  private static final String INDEXES =
      """
      SELECT n.nspname AS schema, c.relname AS name
      FROM pg_inherits h
      JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('i', 'I')
      JOIN pg_namespace n ON n.oid = c.relnamespace
      """;

  private PartitionReader() {}

  static Partitions read(CatalogQuery query, Collection<Long> oids) throws SQLException {
    List<Partition> all = new ArrayList<>();
    query.run(TABLES, oids, row -> all.add(partition(row)));
    Set<QualifiedName> attached = new HashSet<>();
    if (!all.isEmpty()) {
      query.run(INDEXES, row -> attached.add(row.qualified("schema", "name")));
    }
    return new Partitions(all, attached);
  }

  private static Partition partition(CatalogRow row) throws SQLException {
    Table.Kind kind =
        switch (row.text("kind")) {
          case "p" -> Table.Kind.PARTITIONED;
          case "f" -> Table.Kind.FOREIGN;
          default -> Table.Kind.PARTITION;
        };
    return new Partition(
        row.qualified("schema", "name"),
        row.qualified("parent_schema", "parent"),
        kind,
        row.text("bound"),
        row.text("definition"),
        row.flag("leaving"));
  }
}
