SELECT json_build_object(
  'schema', n.nspname,
  'name', c.relname,
  'kind', c.relkind,
  'partition', c.relispartition,
  'logged', c.relpersistence <> 'u',
  'method', coalesce(am.amname, ''),
  'tablespace', coalesce(ts.spcname, ''),
  'rows', c.reltuples::bigint,
  'bytes', CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) ELSE 0 END,
  'table', (
    SELECT json_build_array(xn.nspname, x.relname)
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indrelid
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE i.indexrelid = c.oid
  ),
  'columns', (
    SELECT json_agg(
      json_build_object(
        'name', a.attname,
        'typeschema', CASE WHEN tn.nspname <> 'pg_catalog' THEN tn.nspname ELSE '' END,
        'typename', t.typname,
        'array', b.oid <> a.atttypid,
        'type', CASE WHEN tn.nspname = 'pg_catalog' THEN format_type(a.atttypid, a.atttypmod) ELSE '' END,
        'collation', coalesce((SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation), ''),
        'notnull', a.attnotnull,
        'identity', a.attidentity <> '',
        'generated', a.attgenerated,
        'sequence', (
          SELECT json_build_array(sn.nspname, s.relname)
          FROM pg_depend d
          JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
          JOIN pg_namespace sn ON sn.oid = s.relnamespace
          WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
            AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
          LIMIT 1
        )
      ) ORDER BY a.attnum)
    FROM pg_attribute a
    JOIN pg_type b ON b.oid = a.atttypid
    JOIN pg_type t ON t.oid = CASE WHEN b.typelem <> 0 AND b.typcategory = 'A' THEN b.typelem ELSE b.oid END
    JOIN pg_namespace tn ON tn.oid = t.typnamespace
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ),
  'constraints', (
    SELECT json_agg(
      json_build_object(
        'name', k.conname,
        'kind', k.contype,
        'columns', (
          SELECT json_agg(a.attname)
          FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
        ),
        'valid', k.convalidated,
        'inherited', k.conparentid <> 0,
        'expression', coalesce(pg_get_expr(k.conbin, k.conrelid), ''),
        'references', (
          SELECT json_build_array(xn.nspname, x.relname)
          FROM pg_class x
          JOIN pg_namespace xn ON xn.oid = x.relnamespace
          WHERE x.oid = k.confrelid
        ),
        'index', (
          SELECT x.relname FROM pg_class x WHERE x.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
        )
      ))
    FROM pg_constraint k
    WHERE k.conrelid = c.oid
  ),
  'referencedby', (
    SELECT json_agg(
      json_build_object(
        'name', k.conname,
        'table', json_build_array(xn.nspname, x.relname),
        'columns', (
          SELECT json_agg(a.attname)
          FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum = ANY (k.confkey)
        )
      ))
    FROM pg_constraint k
    JOIN pg_class x ON x.oid = k.conrelid
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE k.confrelid = c.oid AND k.contype = 'f'
      AND k.oid IN (
        SELECT d.objid
        FROM pg_depend d
        WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
          AND d.classid = 'pg_constraint'::regclass
      )
  ),
  'indexes', (
    SELECT json_agg(
      json_build_object(
        'name', json_build_array(xn.nspname, x.relname),
        'columns', (
          SELECT json_agg(DISTINCT a.attname)
          FROM pg_attribute a
          WHERE a.attrelid = c.oid
            AND (
              a.attnum = ANY (i.indkey)
              OR (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND EXISTS (
                SELECT
                FROM pg_depend d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                  AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
              )
            )
        ),
        'valid', i.indisvalid,
        'unique', i.indisunique,
        'simple', i.indexprs IS NULL AND i.indpred IS NULL,
        'method', xm.amname
      ))
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_am xm ON xm.oid = x.relam
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE i.indrelid = c.oid
  ),
  'parents', (
    SELECT json_agg(json_build_array(xn.nspname, x.relname))
    FROM pg_inherits h
    JOIN pg_class x ON x.oid = h.inhparent
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE h.inhrelid = c.oid
  ),
  'heirs', (
    SELECT json_agg(json_build_array(xn.nspname, x.relname))
    FROM pg_inherits h
    JOIN pg_class x ON x.oid = h.inhrelid
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE h.inhparent = c.oid
  ),
  'default', (
    SELECT json_build_array(xn.nspname, x.relname)
    FROM pg_partitioned_table pt
    JOIN pg_class x ON x.oid = pt.partdefid
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE pt.partrelid = c.oid
  ),
  'readers', (
    SELECT json_agg(DISTINCT jsonb_build_array(xn.nspname, x.relname))
    FROM pg_depend d
    JOIN pg_rewrite r ON r.oid = d.objid
    JOIN pg_class x ON x.oid = r.ev_class AND x.oid <> c.oid
    JOIN pg_namespace xn ON xn.oid = x.relnamespace
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
  )
)::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relname = ? AND n.nspname = ?
