package dev.theseus.internal.catalog;

import dev.theseus.catalog.Grant;
import dev.theseus.catalog.View;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Reads the views of any schema that read a table, directly or through other views.
final class ViewReader {
  // Views can be replaced so that they read each other in a circle; the limit ends the walk then.
  private static final String READINGS =
      """
      WITH RECURSIVE reading AS (
        SELECT r.ev_class AS view, d.refobjid AS base, d.refobjsubid AS number
        FROM pg_depend d
        JOIN pg_rewrite r ON r.oid = d.objid
        JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
          AND d.refobjid <> r.ev_class AND r.rulename = '_RETURN'
      ),
      edge AS (
        SELECT view, base, array_agg(DISTINCT number) FILTER (WHERE number > 0) AS columns
        FROM reading
        GROUP BY view, base
      ),
      walk AS (
        SELECT base AS oid, view, 1 AS depth FROM edge WHERE base = ANY (?)
        UNION
        SELECT walk.oid, edge.view, walk.depth + 1
        FROM walk
        JOIN edge ON edge.base = walk.view
        WHERE walk.depth < 100
      )
      SELECT
        walk.oid,
        walk.view,
        max(walk.depth) AS depth,
        min(walk.depth) = 1 AS direct,
        edge.columns
      FROM walk
      LEFT JOIN edge ON edge.view = walk.view AND edge.base = walk.oid
      GROUP BY walk.oid, walk.view, edge.columns
      """;

  private static final String VIEWS =
      """
      SELECT
        c.oid,
        n.nspname AS schema,
        c.relname AS name,
        c.relkind = 'm' AS materialized,
        coalesce(obj_description(n.oid, 'pg_namespace') LIKE 'Theseus version%', false) AS version,
        pg_get_viewdef(c.oid) AS definition,
        EXISTS (
          SELECT
          FROM pg_rewrite r
          WHERE r.ev_class = c.oid AND r.ev_action::text ~ ':varattno 0 '
        ) AS whole_row,
        ARRAY(
          SELECT format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname,
            a.attname, pg_get_expr(d.adbin, d.adrelid))
          FROM pg_attrdef d
          JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
          WHERE d.adrelid = c.oid
          ORDER BY a.attnum
        ) || ARRAY(
          SELECT format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname,
            d.description)
          FROM pg_description d
          JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
          WHERE d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid > 0
          ORDER BY a.attnum
        ) || ARRAY(
          SELECT format('GRANT %s (%I) ON %I.%I TO %s%s', g.privilege_type, a.attname, n.nspname,
            c.relname, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
            CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
          FROM pg_attribute a
          CROSS JOIN aclexplode(a.attacl) g
          WHERE a.attrelid = c.oid
          ORDER BY a.attnum
        ) || ARRAY(
          SELECT pg_get_ruledef(r.oid)
          FROM pg_rewrite r
          WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'
          ORDER BY r.rulename
        ) || ARRAY(
          SELECT pg_get_triggerdef(t.oid)
          FROM pg_trigger t
          WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
          ORDER BY t.tgname
        ) AS extras,
        c.reloptions AS options,
        pg_relation_is_updatable(c.oid, false) & 8 <> 0 AS insertable,
        c.relnatts AS width,
        CASE
          WHEN c.relkind = 'v' THEN 'NEVER'
          WHEN NOT c.relispopulated THEN 'UNFILLED'
          WHEN EXISTS (
            SELECT
            FROM pg_index i
            JOIN pg_class x ON x.oid = i.indexrelid
            JOIN pg_am m ON m.oid = x.relam AND m.amname = 'btree'
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
              AND i.indpred IS NULL AND i.indexprs IS NULL
          ) THEN 'CONCURRENTLY'
          ELSE 'WITHOUT_KEY'
        END AS refresh,
        ARRAY(
          SELECT x.relname::text
          FROM pg_index i
          JOIN pg_class x ON x.oid = i.indexrelid
          WHERE i.indrelid = c.oid
          ORDER BY i.indexrelid
        ) AS index_names,
        ARRAY(
          SELECT pg_get_indexdef(i.indexrelid)
          FROM pg_index i
          WHERE i.indrelid = c.oid
          ORDER BY i.indexrelid
        ) AS index_definitions,
        pg_get_userbyid(c.relowner) AS owner,
        obj_description(c.oid, 'pg_class') AS comment
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = ANY (?)
      """;

  private final Grouped<Reading> readings = new Grouped<>();
  private final Map<Long, Facts> facts = new HashMap<>();

  private ViewReader() {}

  private record Reading(long view, int depth, boolean direct, List<Integer> columns) {}

  private record Facts(
      QualifiedName name,
      boolean materialized,
      boolean version,
      String definition,
      List<String> extras,
      boolean wholeRow,
      List<String> options,
      boolean insertable,
      int width,
      View.Refresh refresh,
      Map<QualifiedName, String> indexes,
      Identifier owner,
      Optional<String> comment) {}

  static ViewReader read(CatalogQuery query, Collection<Long> tables) throws SQLException {
    ViewReader reader = new ViewReader();
    Set<Long> views = new LinkedHashSet<>();
    query.run(
        READINGS,
        tables,
        row -> {
          long view = row.large("view");
          views.add(view);
          reader.readings.add(
              row.oid(),
              new Reading(view, row.number("depth"), row.flag("direct"), row.numbers("columns")));
        });
    query.runInParts(VIEWS, views, row -> reader.facts.put(row.oid(), facts(row)));
    return reader;
  }

  Set<Long> oids() {
    return facts.keySet();
  }

  List<View> of(long table, ColumnReader columns, GrantReader grants) {
    List<View> views = new ArrayList<>();
    for (Reading reading : readings.of(table)) {
      Facts view = facts.get(reading.view());
      if (view != null) {
        // the server keeps no dependency on columns for a whole row (`SELECT t FROM t`)
        boolean all = reading.direct() && view.wholeRow();
        views.add(
            new View(
                view.name(),
                view.materialized(),
                view.version(),
                reading.depth(),
                columns.names(table, all ? List.of(0) : reading.columns()),
                view.definition(),
                view.extras(),
                view.options(),
                grants.ofRelation(reading.view()),
                view.insertable() ? inserts(reading.view(), view.width(), grants) : List.of(),
                view.refresh(),
                view.indexes(),
                view.owner(),
                view.comment()));
      }
    }
    views.sort(Comparator.comparingInt(View::depth).thenComparing(View::name));
    return views;
  }

  private static List<Grant> inserts(long view, int width, GrantReader grants) {
    return IntStream.rangeClosed(0, width)
        .boxed()
        .flatMap(column -> grants.ofColumn(view, column).stream())
        .filter(grant -> grant.privilege().equals("INSERT"))
        .toList();
  }

  private static Facts facts(CatalogRow row) throws SQLException {
    return new Facts(
        row.qualified("schema", "name"),
        row.flag("materialized"),
        row.flag("version"),
        withoutEnd(row.text("definition")),
        row.texts("extras").stream().map(ViewReader::withoutEnd).toList(),
        row.flag("whole_row"),
        row.texts("options"),
        row.flag("insertable"),
        row.number("width"),
        View.Refresh.valueOf(row.text("refresh")),
        indexes(row),
        row.identifier("owner"),
        row.maybe("comment"));
  }

  /// An index stands in the schema of what it is on.
  private static Map<QualifiedName, String> indexes(CatalogRow row) throws SQLException {
    QualifiedName view = row.qualified("schema", "name");
    List<String> names = row.texts("index_names");
    List<String> definitions = row.texts("index_definitions");
    Map<QualifiedName, String> indexes = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      indexes.put(view.withName(Identifier.of(names.get(i))), definitions.get(i));
    }
    return indexes;
  }

  /// The server ends the query with a semicolon, which would be in the way inside `CREATE VIEW`.
  private static String withoutEnd(String definition) {
    String query = definition.strip();
    return query.endsWith(";") ? query.substring(0, query.length() - 1) : query;
  }
}
