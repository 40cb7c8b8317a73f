SELECT json_build_object(
  'schema', n.nspname,
  'name', c.relname,
  'kind', c.relkind,
  'partition', c.relispartition,
  'logged', c.relpersistence <> 'u',
  'method', CASE WHEN c.relam = 0 THEN '' ELSE (SELECT am.amname FROM pg_am am WHERE am.oid = c.relam) END,
  'tablespace', CASE
    WHEN c.reltablespace = 0 THEN ''
    ELSE (SELECT ts.spcname FROM pg_tablespace ts WHERE ts.oid = c.reltablespace)
  END,
  'rows', c.reltuples::bigint,
  'bytes', CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) ELSE 0 END,
  'family', c.relispartition OR c.relhassubclass OR c.relkind IN ('p', 'i', 'I') OR EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attinhcount > 0
  ),
  'columns', (
    SELECT json_agg(
      json_build_array(
        a.attnum,
        a.attname,
        format_type(a.atttypid, a.atttypmod),
        a.attnotnull,
        a.attidentity,
        a.attgenerated,
        CASE a.attcollation
          WHEN 0 THEN ''
          WHEN 100 THEN 'default'
          ELSE (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation)
        END,
        b.typname,
        CASE WHEN b.typnamespace <> 11 THEN (
          SELECT json_build_array(tn.nspname, t.typname, t.oid <> b.oid)
          FROM pg_type t
          JOIN pg_namespace tn ON tn.oid = t.typnamespace
          WHERE t.oid = CASE WHEN b.typelem <> 0 AND b.typcategory = 'A' THEN b.typelem ELSE b.oid END
        ) END
      ) ORDER BY a.attnum)
    FROM pg_attribute a
    JOIN pg_type b ON b.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ),
  'sequences', (
    SELECT json_agg(
      json_build_array(d.refobjsubid, s.relnamespace::regnamespace, s.relname) ORDER BY d.refobjsubid, s.oid)
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid > 0
      AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  ),
  'constraints', (
    SELECT json_agg(
      json_build_array(
        k.conname,
        k.contype,
        k.conkey,
        k.convalidated,
        k.conparentid <> 0,
        pg_get_expr(k.conbin, k.conrelid),
        CASE WHEN k.confrelid <> 0 THEN (
          SELECT json_build_array(x.relnamespace::regnamespace, x.relname)
          FROM pg_class x
          WHERE x.oid = k.confrelid
        ) END,
        CASE WHEN k.contype IN ('p', 'u', 'x') THEN (
          SELECT x.relname FROM pg_class x WHERE x.oid = k.conindid
        ) END
      ) ORDER BY k.oid)
    FROM pg_constraint k
    WHERE k.conrelid = c.oid
  ),
  'referencedby', (
    SELECT json_agg(
      json_build_array(k.conname, x.relnamespace::regnamespace, x.relname, k.confkey) ORDER BY k.oid)
    FROM (
      -- read by what it refers to, also by a plan that was made when there were few constraints
      SELECT DISTINCT d.classid, d.objid
      FROM pg_depend d
      WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
      OFFSET 0
    ) d
    JOIN pg_constraint k ON k.oid = d.objid
    JOIN pg_class x ON x.oid = k.conrelid
    WHERE d.classid = 'pg_constraint'::regclass AND k.confrelid = c.oid AND k.contype = 'f'
  ),
  'indexes', (
    SELECT json_agg(
      json_build_array(
        x.relname,
        i.indkey::int2[],
        i.indisvalid,
        i.indisunique,
        i.indexprs IS NULL AND i.indpred IS NULL,
        xm.amname,
        CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN (
          SELECT json_agg(d.refobjsubid ORDER BY d.refobjsubid)
          FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
            AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid > 0
        ) END,
        (i.indkey::int2[])[0:i.indnkeyatts - 1]
      ) ORDER BY i.indexrelid)
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_am xm ON xm.oid = x.relam
    WHERE i.indrelid = c.oid
  ),
  'readers', (
    SELECT json_agg(DISTINCT jsonb_build_array(x.relnamespace::regnamespace, x.relname))
    FROM pg_depend d
    JOIN pg_rewrite r ON r.oid = d.objid
    JOIN pg_class x ON x.oid = r.ev_class AND x.oid <> c.oid
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
  )
)::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ? AND n.nspname = ?
