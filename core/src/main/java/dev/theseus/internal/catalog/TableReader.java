package dev.theseus.internal.catalog;

import dev.theseus.catalog.Table;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `pg_class`.
final class TableReader {
  private static final String SQL =
      """
      SELECT
        c.oid,
        n.nspname AS schema,
        c.relname AS name,
        c.relkind::text AS kind,
        c.relispartition AS partition,
        pg_get_userbyid(c.relowner) AS owner,
        c.relrowsecurity AS row_security,
        c.relforcerowsecurity AND row_security_active(c.oid) AS hidden,
        c.reltuples::bigint AS estimated_rows,
        CASE WHEN c.relkind = 'r' THEN coalesce(pg_relation_size(c.oid), 0) ELSE 0 END AS size_bytes,
        c.relpersistence <> 'u' AS logged,
        coalesce(m.amname, '') AS access_method,
        coalesce(s.spcname, '') AS tablespace,
        d.description AS comment
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_am m ON m.oid = c.relam
      LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
      LEFT JOIN pg_description d
        ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
      WHERE n.nspname = ANY (?)
      ORDER BY n.nspname, c.relname
      """;

  private TableReader() {}

  /// A table without what hangs on it.
  record Head(
      long oid,
      QualifiedName name,
      Table.Kind kind,
      Identifier owner,
      boolean rowSecurity,
      boolean hidden,
      long estimatedRows,
      long sizeBytes,
      Table.Storage storage,
      Optional<String> comment) {}

  /// Gives the tables; adds the name of every relation to `relations`.
  static List<Head> read(CatalogQuery query, Set<Identifier> schemas, Set<QualifiedName> relations)
      throws SQLException {
    List<Head> heads = new ArrayList<>();
    query.runWithNames(
        SQL,
        schemas.stream().map(Identifier::name).toList(),
        row -> {
          QualifiedName name = row.qualified("schema", "name");
          relations.add(name);
          Optional<Table.Kind> kind = kind(row.text("kind"), row.flag("partition"));
          if (kind.isPresent()) {
            heads.add(
                new Head(
                    row.oid(),
                    name,
                    kind.get(),
                    row.identifier("owner"),
                    row.flag("row_security"),
                    row.flag("hidden"),
                    row.large("estimated_rows"),
                    row.large("size_bytes"),
                    new Table.Storage(
                        row.flag("logged"), row.text("access_method"), row.text("tablespace")),
                    row.maybe("comment")));
          }
        });
    return heads;
  }

  private static Optional<Table.Kind> kind(String relkind, boolean partition) {
    return switch (relkind) {
      case "r" -> Optional.of(partition ? Table.Kind.PARTITION : Table.Kind.ORDINARY);
      case "p" -> Optional.of(Table.Kind.PARTITIONED);
      case "f" -> Optional.of(Table.Kind.FOREIGN);
      default -> Optional.empty();
    };
  }
}
