package dev.theseus.internal.catalog;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table.ColumnDependent;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Reads what depends on columns and is no index, constraint or view.
///
/// Expressions over one table name their columns in the stored tree; where other tables can appear
/// too, `pg_depend` is asked.
final class DependentReader {
  // format() quotes: %I is an identifier. regclass and regrole quote themselves; 0 is PUBLIC.
  private static final String POLICIES =
      """
      SELECT d.refobjid AS oid, p.polname AS name, array_agg(DISTINCT d.refobjsubid) AS columns,
        concat(
          format('CREATE POLICY %I ON %s', p.polname, p.polrelid::regclass),
          CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
          CASE p.polcmd
            WHEN 'r' THEN ' FOR SELECT'
            WHEN 'a' THEN ' FOR INSERT'
            WHEN 'w' THEN ' FOR UPDATE'
            WHEN 'd' THEN ' FOR DELETE'
          END,
          ' TO ',
          (
            SELECT string_agg(
              CASE WHEN role = 0 THEN 'PUBLIC' ELSE role::regrole::text END, ', ' ORDER BY role)
            FROM unnest(p.polroles) AS role
          ),
          ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
          ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'
        ) AS recreate
      FROM pg_depend d
      JOIN pg_policy p ON p.oid = d.objid
      WHERE d.classid = 'pg_policy'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = ANY (?) AND d.refobjsubid > 0
      GROUP BY d.refobjid, p.oid, p.polname, p.polrelid, p.polpermissive, p.polcmd, p.polroles,
        p.polqual, p.polwithcheck
      ORDER BY p.polname
      """;

  private static final String RULES =
      """
      SELECT d.refobjid AS oid, r.rulename AS name, array_agg(DISTINCT d.refobjsubid) AS columns,
        pg_get_ruledef(r.oid) AS recreate
      FROM pg_depend d
      JOIN pg_rewrite r ON r.oid = d.objid
      JOIN pg_class v ON v.oid = r.ev_class
      WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = ANY (?) AND d.refobjsubid > 0
        AND (r.rulename <> '_RETURN' OR v.relkind NOT IN ('v', 'm'))
      GROUP BY d.refobjid, r.oid, r.rulename
      ORDER BY r.rulename
      """;

  private static final String STATISTICS =
      """
      SELECT s.stxrelid AS oid, s.stxname AS name,
        s.stxkeys::int2[]::int[] || ARRAY(
          SELECT var[1]::int
          FROM regexp_matches(s.stxexprs::text, ':varattno ([0-9]+)', 'g') AS var
        ) AS columns,
        concat(
          pg_get_statisticsobjdef(s.oid),
          format(
            E';\nCOMMENT ON STATISTICS %I.%I IS ', n.nspname, s.stxname) || quote_literal(
            obj_description(s.oid, 'pg_statistic_ext'))
        ) AS recreate
      FROM pg_statistic_ext s
      JOIN pg_namespace n ON n.oid = s.stxnamespace
      WHERE s.stxrelid = ANY (?)
      ORDER BY s.stxname
      """;

  /// Column lists and row filters of publications: PostgreSQL 15 on.
  private static final String PUBLICATIONS =
      """
      SELECT r.prrelid AS oid, p.pubname AS name,
        coalesce(r.prattrs::int2[]::int[], '{}') || ARRAY(
          SELECT var[1]::int
          FROM regexp_matches(r.prqual::text, ':varattno ([0-9]+)', 'g') AS var
        ) AS columns,
        concat(
          format('ALTER PUBLICATION %I ADD TABLE %s', p.pubname, r.prrelid::regclass),
          (
            SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')'
            FROM pg_attribute a
            WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)
          ),
          ' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')'
        ) AS recreate
      FROM pg_publication_rel r
      JOIN pg_publication p ON p.oid = r.prpubid
      WHERE r.prrelid = ANY (?) AND (r.prattrs IS NOT NULL OR r.prqual IS NOT NULL)
      ORDER BY p.pubname
      """;

  private static final String GENERATED =
      """
      SELECT a.attrelid AS oid, a.attname AS name,
        ARRAY(
          SELECT var[1]::int
          FROM regexp_matches(d.adbin::text, ':varattno ([0-9]+)', 'g') AS var
        ) AS columns,
        NULL AS recreate
      FROM pg_attribute a
      JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = ANY (?) AND a.attgenerated <> '' AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  /// The WHEN of a trigger; its `UPDATE OF` list is known from the trigger itself. A whole row (0)
  /// in it stands for the row as it is then, so it depends on no column.
  private static final String TRIGGERS =
      """
      SELECT t.tgrelid AS oid, t.tgname AS name,
        ARRAY(
          SELECT var[1]::int
          FROM regexp_matches(t.tgqual::text, ':varattno ([1-9][0-9]*)', 'g') AS var
        ) AS columns,
        pg_get_triggerdef(t.oid) AS recreate
      FROM pg_trigger t
      WHERE t.tgrelid = ANY (?) AND t.tgqual IS NOT NULL AND NOT t.tgisinternal
        AND left(t.tgname, 8) <> '~theseus'
      ORDER BY t.tgname
      """;

  /// Functions with a body the server has parsed (`BEGIN ATOMIC`); of others it knows nothing.
  private static final String FUNCTIONS =
      """
      SELECT d.refobjid AS oid, p.oid::regprocedure::text AS name,
        array_agg(DISTINCT d.refobjsubid) AS columns, pg_get_functiondef(p.oid) AS recreate
      FROM pg_depend d
      JOIN pg_proc p ON p.oid = d.objid
      WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = ANY (?) AND d.refobjsubid > 0 AND p.prokind IN ('f', 'p')
      GROUP BY d.refobjid, p.oid
      ORDER BY 2
      """;

  private static final String PARTITION_KEYS =
      """
      SELECT k.partrelid AS oid, pg_get_partkeydef(k.partrelid) AS name,
        array_remove(k.partattrs::int2[]::int[], 0) || ARRAY(
          SELECT var[1]::int
          FROM regexp_matches(k.partexprs::text, ':varattno ([0-9]+)', 'g') AS var
        ) AS columns,
        NULL AS recreate
      FROM pg_partitioned_table k
      WHERE k.partrelid = ANY (?)
      """;

  /// Columns that a parent gives, seen from the child; they cannot be changed there.
  private static final String INHERITED =
      """
      SELECT i.inhrelid AS oid, i.inhparent::regclass::text AS name,
        ARRAY(
          SELECT c.attnum::int
          FROM pg_attribute c
          JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = c.attname
          WHERE c.attrelid = i.inhrelid AND c.attinhcount > 0 AND p.attnum > 0
          ORDER BY c.attnum
        ) AS columns,
        NULL AS recreate
      FROM pg_inherits i
      WHERE i.inhrelid = ANY (?)
      ORDER BY i.inhrelid, i.inhseqno
      """;

  private final CatalogQuery query;
  private final Collection<Long> oids;
  private final ColumnReader columns;
  private final Grouped<ColumnDependent> found = new Grouped<>();

  private DependentReader(CatalogQuery query, Collection<Long> oids, ColumnReader columns) {
    this.query = query;
    this.oids = oids;
    this.columns = columns;
  }

  static Grouped<ColumnDependent> read(
      CatalogQuery query, ServerVersion server, Collection<Long> oids, ColumnReader columns)
      throws SQLException {
    DependentReader reader = new DependentReader(query, oids, columns);
    reader.add("policy", POLICIES);
    reader.add("rule", RULES);
    reader.add("statistics", STATISTICS);
    if (server.atLeast(15)) {
      reader.add("publication", PUBLICATIONS);
    }
    reader.add("generated column", GENERATED);
    reader.add("trigger", TRIGGERS);
    reader.add("function", FUNCTIONS);
    reader.add("partition key", PARTITION_KEYS);
    reader.add("parent table", INHERITED);
    return reader.found;
  }

  private void add(String kind, String sql) throws SQLException {
    query.run(
        sql,
        oids,
        row -> {
          List<Integer> numbers = row.numbers("columns");
          if (!numbers.isEmpty()) {
            found.add(
                row.oid(),
                new ColumnDependent(
                    kind,
                    row.text("name"),
                    columns.names(row.oid(), numbers),
                    row.maybe("recreate")));
          }
        });
  }
}
