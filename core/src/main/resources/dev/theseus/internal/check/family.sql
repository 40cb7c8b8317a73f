SELECT json_build_object(
  'table', CASE WHEN c.relkind IN ('i', 'I') THEN (
    SELECT json_build_array(x.relnamespace::regnamespace, x.relname)
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indrelid
    WHERE i.indexrelid = c.oid
  ) END,
  'parents', (
    SELECT json_agg(json_build_array(x.relnamespace::regnamespace, x.relname) ORDER BY h.inhseqno)
    FROM pg_inherits h
    JOIN pg_class x ON x.oid = h.inhparent
    WHERE h.inhrelid = c.oid
  ),
  'heirs', (
    SELECT json_agg(json_build_array(x.relnamespace::regnamespace, x.relname) ORDER BY x.oid)
    FROM pg_inherits h
    JOIN pg_class x ON x.oid = h.inhrelid
    WHERE h.inhparent = c.oid
  ),
  'default', CASE WHEN c.relkind = 'p' THEN (
    SELECT json_build_array(x.relnamespace::regnamespace, x.relname)
    FROM pg_partitioned_table pt
    JOIN pg_class x ON x.oid = pt.partdefid
    WHERE pt.partrelid = c.oid
  ) END
)::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ? AND n.nspname = ?
