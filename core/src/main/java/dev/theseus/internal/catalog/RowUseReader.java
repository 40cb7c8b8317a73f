package dev.theseus.internal.catalog;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table.Publication;
import dev.theseus.catalog.Table.RowUse;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

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
      SELECT c.oid, p.pubname AS name, p.pubupdate AS updates, true AS whole
      FROM pg_publication_tables t
      JOIN pg_publication p ON p.pubname = t.pubname
      JOIN pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      WHERE c.oid = ANY (?)
      ORDER BY c.oid, p.pubname
      """;

  private static final String PUBLICATIONS_15 =
      """
      SELECT c.oid, p.pubname AS name, p.pubupdate AS updates,
        NOT EXISTS (
          SELECT FROM pg_publication_rel r
          WHERE r.prpubid = p.oid AND r.prrelid = c.oid AND r.prattrs IS NOT NULL) AS whole
      FROM pg_publication_tables t
      JOIN pg_publication p ON p.pubname = t.pubname
      JOIN pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      WHERE c.oid = ANY (?)
      ORDER BY c.oid, p.pubname
      """;

  private static final String UNIDENTIFIED =
      """
      SELECT c.oid
      FROM pg_class c
      WHERE c.oid = ANY (?) AND c.relkind = 'r' AND CASE c.relreplident
        WHEN 'f' THEN false
        WHEN 'n' THEN true
        ELSE NOT EXISTS (
          SELECT FROM pg_index i
          WHERE i.indrelid = c.oid
            AND CASE c.relreplident WHEN 'i' THEN i.indisreplident ELSE i.indisprimary END)
      END
      """;

  private final Grouped<String> rules = new Grouped<>();
  private final Grouped<Publication> publications = new Grouped<>();
  private final Set<Long> unidentified = new HashSet<>();

  private RowUseReader() {}

  static RowUseReader read(CatalogQuery query, ServerVersion server, Collection<Long> oids)
      throws SQLException {
    RowUseReader reader = new RowUseReader();
    query.run(RULES, oids, row -> reader.rules.add(row.oid(), row.text("name")));
    query.run(
        server.atLeast(15) ? PUBLICATIONS_15 : PUBLICATIONS,
        oids,
        row ->
            reader.publications.add(
                row.oid(),
                new Publication(row.text("name"), row.flag("whole"), row.flag("updates"))));
    query.run(UNIDENTIFIED, oids, row -> reader.unidentified.add(row.oid()));
    return reader;
  }

  RowUse of(TableReader.Head head) {
    long oid = head.oid();
    return new RowUse(
        head.hidden(), rules.of(oid), publications.of(oid), !unidentified.contains(oid));
  }
}
