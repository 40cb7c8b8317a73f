package dev.theseus.internal.catalog;

import dev.theseus.catalog.Dependency;
import dev.theseus.sql.Identifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what stands in the way of dropping relations, types and functions, in any schema.
///
/// Row types and array types count as what they belong to, rules of views as their views, checks of
/// domains as their domains. Objects below the first number that `initdb` leaves to users are the
/// system's.
final class DependencyReader {
  private static final String DEPENDENCIES =
      """
      WITH edge AS (
        SELECT DISTINCT classid, objid, objsubid, refclassid, refobjid
        FROM pg_depend
        WHERE deptype = 'n' AND objid >= 16384 AND refobjid >= 16384
          AND refclassid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)
      )
      SELECT DISTINCT
        CASE
          WHEN f.oid IS NOT NULL THEN 'FUNCTION'
          WHEN a.oid IS NOT NULL THEN 'DEFAULT'
          WHEN r.rulename = '_RETURN' THEN 'RELATION'
          WHEN r.oid IS NOT NULL THEN 'RULE'
          WHEN t.oid IS NOT NULL THEN 'TRIGGER'
          WHEN p.oid IS NOT NULL THEN 'POLICY'
          WHEN k.conrelid <> 0 THEN 'CONSTRAINT'
          WHEN i.indexrelid IS NOT NULL THEN 'INDEX'
          WHEN c.relkind = 'c' OR y.oid IS NOT NULL THEN 'TYPE'
          WHEN c.oid IS NOT NULL AND e.objsubid > 0 THEN 'COLUMN'
          WHEN c.oid IS NOT NULL THEN 'RELATION'
          ELSE 'OTHER'
        END AS kind,
        coalesce(n.nspname, '-') AS schema,
        coalesce(f.proname, own.relname, y.typname, '-') AS name,
        coalesce(
          ac.attname, CASE WHEN r.rulename <> '_RETURN' THEN r.rulename END, t.tgname, p.polname,
          CASE WHEN k.conrelid <> 0 THEN k.conname END, CASE WHEN i.indexrelid IS NOT NULL THEN c.relname END, cc.attname) AS part,
        ARRAY(SELECT format_type(one, NULL) FROM unnest(f.proargtypes) AS one) AS arguments,
        coalesce(
          CASE
            WHEN r.rulename = '_RETURN'
              THEN pg_describe_object('pg_class'::regclass, r.ev_class, 0)
            ELSE pg_describe_object(e.classid, e.objid, e.objsubid)
          END, '') AS text,
        CASE
          WHEN rf.oid IS NOT NULL THEN 'FUNCTION'
          WHEN rc.oid IS NOT NULL AND rc.relkind <> 'c' THEN 'RELATION'
          ELSE 'TYPE'
        END AS on_kind,
        rn.nspname AS on_schema,
        coalesce(rf.proname, rc.relname, re.typname, rt.typname) AS on_name,
        ARRAY(SELECT format_type(one, NULL) FROM unnest(rf.proargtypes) AS one) AS on_arguments,
        coalesce(
          CASE
            WHEN rc.oid IS NOT NULL THEN pg_describe_object('pg_class'::regclass, rc.oid, 0)
            ELSE pg_describe_object(e.refclassid, coalesce(re.oid, e.refobjid), 0)
          END, '') AS on_text
      FROM edge e
      LEFT JOIN pg_type rt ON e.refclassid = 'pg_type'::regclass AND rt.oid = e.refobjid
      LEFT JOIN pg_type re ON re.oid = rt.typelem AND re.typarray = rt.oid
      LEFT JOIN pg_class rc ON rc.oid = CASE
        WHEN e.refclassid = 'pg_class'::regclass THEN e.refobjid
        ELSE coalesce(re.typrelid, rt.typrelid)
      END
      LEFT JOIN pg_proc rf ON e.refclassid = 'pg_proc'::regclass AND rf.oid = e.refobjid
      JOIN pg_namespace rn ON rn.oid =
        coalesce(rf.pronamespace, rc.relnamespace, re.typnamespace, rt.typnamespace)
      LEFT JOIN pg_proc f ON e.classid = 'pg_proc'::regclass AND f.oid = e.objid
      LEFT JOIN pg_attrdef a ON e.classid = 'pg_attrdef'::regclass AND a.oid = e.objid
      LEFT JOIN pg_attribute ac ON ac.attrelid = a.adrelid AND ac.attnum = a.adnum
      LEFT JOIN pg_rewrite r ON e.classid = 'pg_rewrite'::regclass AND r.oid = e.objid
      LEFT JOIN pg_trigger t ON e.classid = 'pg_trigger'::regclass AND t.oid = e.objid
      LEFT JOIN pg_policy p ON e.classid = 'pg_policy'::regclass AND p.oid = e.objid
      LEFT JOIN pg_constraint k ON e.classid = 'pg_constraint'::regclass AND k.oid = e.objid
      LEFT JOIN pg_class c ON e.classid = 'pg_class'::regclass AND c.oid = e.objid
      LEFT JOIN pg_index i ON i.indexrelid = c.oid
      LEFT JOIN pg_attribute cc
        ON cc.attrelid = c.oid AND cc.attnum = e.objsubid AND e.objsubid > 0
      LEFT JOIN pg_type y ON y.oid = CASE
        WHEN e.classid = 'pg_type'::regclass THEN e.objid
        ELSE k.contypid
      END
      LEFT JOIN pg_class own ON own.oid = coalesce(
        a.adrelid, r.ev_class, t.tgrelid, p.polrelid, nullif(k.conrelid, 0), i.indrelid, c.oid)
      LEFT JOIN pg_namespace n ON n.oid =
        coalesce(f.pronamespace, own.relnamespace, y.typnamespace)
      WHERE (rc.oid IS NULL OR rc.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c'))
        AND rc.oid IS DISTINCT FROM own.oid
        AND k.contype IS DISTINCT FROM 'f'
        AND t.tgisinternal IS NOT TRUE
        AND (r.rulename IS DISTINCT FROM '_RETURN' OR rc.oid IS NULL
          OR rc.relkind NOT IN ('r', 'p', 'f'))
        AND n.nspname IS DISTINCT FROM 'theseus'
      ORDER BY text, on_text
      """;

  private DependencyReader() {}

  static List<Dependency> read(CatalogQuery query) throws SQLException {
    List<Dependency> found = new ArrayList<>();
    query.run(
        DEPENDENCIES,
        row ->
            found.add(
                new Dependency(
                    new Dependency.Thing(
                        Dependency.Kind.valueOf(row.text("kind")),
                        row.qualified("schema", "name"),
                        row.maybe("part").map(Identifier::of),
                        row.texts("arguments"),
                        row.text("text")),
                    new Dependency.Thing(
                        Dependency.Kind.valueOf(row.text("on_kind")),
                        row.qualified("on_schema", "on_name"),
                        Optional.empty(),
                        row.texts("on_arguments"),
                        row.text("on_text")))));
    return found;
  }
}
