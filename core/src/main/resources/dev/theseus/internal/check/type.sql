WITH RECURSIVE layers AS (
  SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault, 0 AS depth
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typname = ? AND n.nspname = ?
  UNION ALL
  SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault, l.depth + 1
  FROM layers l
  JOIN pg_type t ON t.oid = l.typbasetype AND l.typtype = 'd'
)
SELECT
  first.typtype::text AS kind,
  CASE WHEN first.typtype = 'd' THEN format_type(first.typbasetype, first.typtypmod) ELSE '' END AS base,
  (
    SELECT bool_or(l.typnotnull OR EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = l.oid))
    FROM layers l
  ) AS constrained,
  (
    SELECT l.typdefault
    FROM layers l
    WHERE l.typtype = 'd' AND l.typdefault IS NOT NULL
    ORDER BY l.depth
    LIMIT 1
  ) AS defaulted,
  coalesce(
    (
      SELECT json_agg(DISTINCT jsonb_build_array(n.nspname, c.relname))
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'm')
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT a.attisdropped AND a.attnum > 0
        AND a.atttypid IN (
          WITH RECURSIVE users AS (
            SELECT first.oid AS oid
            UNION
            SELECT u.oid
            FROM users s
            JOIN pg_type u
              ON s.oid IN (u.typbasetype, CASE WHEN u.typcategory = 'A' THEN u.typelem END)
          )
          SELECT oid FROM users
        )
    ),
    '[]'
  )::text AS used
FROM layers first
WHERE first.depth = 0
