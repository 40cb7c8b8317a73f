package dev.theseus.internal.catalog;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table.RowUse;
import java.sql.SQLException;
import java.util.Collection;

/// Reads what happens beside a change of rows: rules that rewrite an UPDATE, publications that send
/// it on.
final class RowUseReader {
  private static final String RULES =
      """
      SELECT r.ev_class AS oid, r.rulename AS name
      FROM pg_rewrite r
      WHERE r.ev_class = ANY (?) AND r.ev_type = '2' AND r.ev_enabled <> 'D'
      ORDER BY r.ev_class, r.rulename
      """;

  /// A publication through the root of a partitioned table is shown with the root alone.
  private static final String PUBLICATIONS =
      """
      SELECT c.oid, t.pubname AS name
      FROM pg_publication_tables t
      JOIN pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      WHERE c.oid = ANY (?)
      ORDER BY c.oid, t.pubname
      """;

  private static final String PUBLICATIONS_15 =
      """
      SELECT c.oid, t.pubname AS name
      FROM pg_publication_tables t
      JOIN pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      WHERE c.oid = ANY (?) AND NOT EXISTS (
        SELECT FROM pg_publication_rel r
        JOIN pg_publication p ON p.oid = r.prpubid
        WHERE p.pubname = t.pubname AND r.prrelid = c.oid AND r.prattrs IS NOT NULL)
      ORDER BY c.oid, t.pubname
      """;

  private final Grouped<String> rules = new Grouped<>();
  private final Grouped<String> publications = new Grouped<>();

  private RowUseReader() {}

  static RowUseReader read(CatalogQuery query, ServerVersion server, Collection<Long> oids)
      throws SQLException {
    RowUseReader reader = new RowUseReader();
    query.run(RULES, oids, row -> reader.rules.add(row.oid(), row.text("name")));
    query.run(
        server.atLeast(15) ? PUBLICATIONS_15 : PUBLICATIONS,
        oids,
        row -> reader.publications.add(row.oid(), row.text("name")));
    return reader;
  }

  RowUse of(TableReader.Head head) {
    return new RowUse(head.hidden(), rules.of(head.oid()), publications.of(head.oid()));
  }
}
