-- Each statement answers facts, one per row and line. A heading of three dashes begins a statement; majors in brackets limit it.
-- The session's search_path is empty, so that every name is qualified. catalog_dump.excluded holds the schemas left out.

--- schema
SELECT format('schema %I %s', n.nspname, f.fact)
FROM pg_namespace n
CROSS JOIN LATERAL (
  VALUES ('owner ' || quote_ident(pg_get_userbyid(n.nspowner))),
         ('comment ' || quote_literal(obj_description(n.oid, 'pg_namespace')))
  UNION ALL
  SELECT format('grant %s to %s by %s%s', a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                quote_ident(pg_get_userbyid(a.grantor)), CASE WHEN a.is_grantable THEN ' grantable' END)
  FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND f.fact IS NOT NULL

--- relation
SELECT format('%s %s %s',
              CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                             WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type' END,
              c.oid::regclass, f.fact)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
CROSS JOIN LATERAL (
  VALUES ('owner ' || quote_ident(pg_get_userbyid(c.relowner))),
         ('persistence ' || c.relpersistence::text),
         ('comment ' || quote_literal(obj_description(c.oid, 'pg_class'))),
         ('access method ' || (SELECT quote_ident(am.amname) FROM pg_am am WHERE am.oid = c.relam)),
         ('tablespace ' || (SELECT quote_ident(s.spcname) FROM pg_tablespace s WHERE s.oid = c.reltablespace)),
         ('of type ' || (SELECT format_type(c.reloftype, NULL) WHERE c.reloftype <> 0)),
         (CASE WHEN c.relkind IN ('r', 'p', 'm') THEN 'replica identity ' || c.relreplident::text END),
         (CASE WHEN c.relrowsecurity THEN 'row security enabled' END),
         (CASE WHEN c.relforcerowsecurity THEN 'row security forced' END),
         (CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'not populated' END),
         (CASE WHEN c.relkind = 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) END),
         (CASE WHEN c.relispartition THEN 'partition ' || pg_get_expr(c.relpartbound, c.oid) END),
         (CASE WHEN c.relkind IN ('v', 'm') THEN 'definition ' || pg_get_viewdef(c.oid) END)
  UNION ALL SELECT 'option ' || o FROM unnest(c.reloptions) o
  UNION ALL SELECT 'toast option ' || o FROM unnest(toast.reloptions) o
  UNION ALL
  SELECT format('inherits %s at %s', i.inhparent::regclass, i.inhseqno) || CASE WHEN i.inhdetachpending THEN ' being detached' ELSE '' END
  FROM pg_inherits i WHERE i.inhrelid = c.oid
  UNION ALL
  SELECT format('foreign server %I options %s', s.srvname, t.ftoptions)
  FROM pg_foreign_table t JOIN pg_foreign_server s ON s.oid = t.ftserver WHERE t.ftrelid = c.oid
  UNION ALL
  SELECT format('grant %s to %s by %s%s', a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                quote_ident(pg_get_userbyid(a.grantor)), CASE WHEN a.is_grantable THEN ' grantable' END)
  FROM aclexplode(coalesce(c.relacl, acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner))) a
) f (fact)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  AND f.fact IS NOT NULL

--- column
SELECT format('column %s.%I %s', c.oid::regclass, a.attname, f.fact)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
CROSS JOIN LATERAL (
  VALUES ('type ' || format_type(a.atttypid, a.atttypmod)),
         (CASE WHEN a.attcollation <> t.typcollation THEN 'collation ' || (SELECT co.oid::regcollation::text FROM pg_collation co WHERE co.oid = a.attcollation) END),
         (CASE WHEN a.attnotnull THEN 'not null' END),
         (CASE WHEN a.attgenerated = '' THEN 'default ' || pg_get_expr(d.adbin, d.adrelid) ELSE 'generated ' || a.attgenerated::text || ' ' || pg_get_expr(d.adbin, d.adrelid) END),
         (CASE WHEN a.attidentity <> '' THEN 'identity ' || a.attidentity::text END),
         ('storage ' || a.attstorage::text),
         (CASE WHEN a.attcompression <> '' THEN 'compression ' || a.attcompression::text END),
         (CASE WHEN coalesce(a.attstattarget, -1) <> -1 THEN 'statistics ' || a.attstattarget END),
         (CASE WHEN NOT a.attislocal THEN 'not local' END),
         (CASE WHEN a.attinhcount > 0 THEN 'inherited ' || a.attinhcount END),
         ('foreign options ' || a.attfdwoptions::text),
         ('comment ' || quote_literal(col_description(a.attrelid, a.attnum)))
  UNION ALL SELECT 'option ' || o FROM unnest(a.attoptions) o
  UNION ALL
  SELECT format('grant %s to %s by %s%s', g.privilege_type, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
                quote_ident(pg_get_userbyid(g.grantor)), CASE WHEN g.is_grantable THEN ' grantable' END)
  FROM aclexplode(a.attacl) g
) f (fact)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
  AND f.fact IS NOT NULL

--- constraint
SELECT format('constraint %I on %s %s', k.conname, CASE WHEN k.conrelid <> 0 THEN k.conrelid::regclass::text ELSE 'domain ' || format_type(k.contypid, NULL) END, f.fact)
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
CROSS JOIN LATERAL (
  VALUES ('definition ' || pg_get_constraintdef(k.oid)),
         ('kind ' || k.contype::text),
         (CASE WHEN NOT k.convalidated THEN 'not validated' END),
         (CASE WHEN k.condeferrable THEN 'deferrable' END),
         (CASE WHEN k.condeferred THEN 'initially deferred' END),
         -- of keys it says only in which statement a partition's came, and changes nothing
         (CASE WHEN k.connoinherit AND k.contype IN ('c', 'n') THEN 'no inherit' END),
         (CASE WHEN NOT k.conislocal THEN 'not local' END),
         (CASE WHEN k.coninhcount > 0 THEN 'inherited ' || k.coninhcount END),
         (CASE WHEN k.contype IN ('p', 'u', 'x', 'f') THEN 'index ' || k.conindid::regclass END),
         ('parent ' || (SELECT format('%I on %s', p.conname, p.conrelid::regclass) FROM pg_constraint p WHERE p.oid = k.conparentid)),
         ('comment ' || quote_literal(obj_description(k.oid, 'pg_constraint')))
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND k.contype <> 't'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = k.conrelid AND e.deptype = 'e')
  AND f.fact IS NOT NULL

--- reference
SELECT format('table %s referenced by %s through %I', k.confrelid::regclass, k.conrelid::regclass, k.conname)
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.confrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f'
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'

--- index
SELECT format('index %s %s', c.oid::regclass, f.fact)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  VALUES ('definition ' || pg_get_indexdef(c.oid)),
         ('owner ' || quote_ident(pg_get_userbyid(c.relowner))),
         (CASE WHEN i.indisprimary THEN 'primary' END),
         (CASE WHEN i.indisexclusion THEN 'exclusion' END),
         (CASE WHEN NOT i.indimmediate THEN 'deferred' END),
         (CASE WHEN NOT i.indisvalid THEN 'invalid' END),
         (CASE WHEN NOT i.indisready THEN 'not ready' END),
         (CASE WHEN NOT i.indislive THEN 'not live' END),
         (CASE WHEN i.indisclustered THEN 'clustered' END),
         (CASE WHEN i.indisreplident THEN 'replica identity' END),
         ('tablespace ' || (SELECT quote_ident(s.spcname) FROM pg_tablespace s WHERE s.oid = c.reltablespace)),
         ('partition of ' || (SELECT p.inhparent::regclass::text FROM pg_inherits p WHERE p.inhrelid = c.oid)),
         ('comment ' || quote_literal(obj_description(c.oid, 'pg_class')))
  UNION ALL
  SELECT format('statistics of column %s: %s', a.attnum, a.attstattarget)
  FROM pg_attribute a WHERE a.attrelid = c.oid AND coalesce(a.attstattarget, -1) <> -1
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid IN (c.oid, i.indrelid) AND e.deptype = 'e')
  AND f.fact IS NOT NULL

--- trigger
SELECT format('trigger %I on %s %s', t.tgname, c.oid::regclass, f.fact)
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  VALUES ('definition ' || pg_get_triggerdef(t.oid)),
         ('enabled ' || t.tgenabled::text),
         (CASE WHEN t.tgparentid <> 0 THEN 'inherited' END),
         ('comment ' || quote_literal(obj_description(t.oid, 'pg_trigger')))
) f (fact)
WHERE NOT t.tgisinternal
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND f.fact IS NOT NULL

--- trigger that enforces a foreign key
SELECT format('foreign key %I trigger of %s on %s enabled %s', k.conname, t.tgfoid::regproc, c.oid::regclass, t.tgenabled)
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_constraint k ON k.oid = t.tgconstraint
WHERE t.tgisinternal
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'

--- rule
SELECT format('rule %I on %s %s', r.rulename, c.oid::regclass, f.fact)
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  VALUES ('definition ' || pg_get_ruledef(r.oid)),
         ('enabled ' || r.ev_enabled::text),
         ('comment ' || quote_literal(obj_description(r.oid, 'pg_rewrite')))
) f (fact)
WHERE r.rulename <> '_RETURN'
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND f.fact IS NOT NULL

--- policy
SELECT format('policy %I on %s %s', p.polname, c.oid::regclass, f.fact)
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  VALUES ('command ' || p.polcmd::text),
         (CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END),
         ('using ' || pg_get_expr(p.polqual, p.polrelid)),
         ('check ' || pg_get_expr(p.polwithcheck, p.polrelid)),
         ('comment ' || quote_literal(obj_description(p.oid, 'pg_policy')))
  UNION ALL
  SELECT 'to ' || CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END FROM unnest(p.polroles) r
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND f.fact IS NOT NULL

--- sequence
SELECT format('sequence %s %s', c.oid::regclass, f.fact)
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  VALUES (format('type %s start %s increment %s min %s max %s cache %s cycle %s', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement,
                 s.seqmin, s.seqmax, s.seqcache, s.seqcycle))
  UNION ALL
  SELECT format('owned by %s.%I (%s)', d.refobjid::regclass, a.attname, d.deptype)
  FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'

--- statistics
SELECT format('statistics %I.%I %s', n.nspname, s.stxname, f.fact)
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
CROSS JOIN LATERAL (
  VALUES ('definition ' || pg_get_statisticsobjdef(s.oid)),
         ('owner ' || quote_ident(pg_get_userbyid(s.stxowner))),
         (CASE WHEN coalesce(s.stxstattarget, -1) <> -1 THEN 'target ' || s.stxstattarget END),
         ('comment ' || quote_literal(obj_description(s.oid, 'pg_statistic_ext')))
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND f.fact IS NOT NULL

--- publication
SELECT format('publication %I %s', p.pubname, f.fact)
FROM pg_publication p
CROSS JOIN LATERAL (
  VALUES ('owner ' || quote_ident(pg_get_userbyid(p.pubowner))),
         (format('all tables %s insert %s update %s delete %s truncate %s via root %s', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete,
                 p.pubtruncate, p.pubviaroot)),
         ('comment ' || quote_literal(obj_description(p.oid, 'pg_publication')))
) f (fact)
WHERE f.fact IS NOT NULL

--- publication member [14..14]
SELECT format('publication %I table %s', p.pubname, r.prrelid::regclass)
FROM pg_publication_rel r
JOIN pg_publication p ON p.oid = r.prpubid
JOIN pg_class c ON c.oid = r.prrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])

--- publication member [15..]
SELECT format('publication %I table %s columns (%s) where %s', p.pubname, r.prrelid::regclass,
              (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
               FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::smallint[])),
              coalesce(pg_get_expr(r.prqual, r.prrelid), 'true'))
FROM pg_publication_rel r
JOIN pg_publication p ON p.oid = r.prpubid
JOIN pg_class c ON c.oid = r.prrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])

--- publication schema [15..]
SELECT format('publication %I schema %s', p.pubname, s.pnnspid::regnamespace)
FROM pg_publication_namespace s
JOIN pg_publication p ON p.oid = s.pnpubid
WHERE s.pnnspid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])

--- publication of generated columns [18..]
SELECT format('publication %I generated columns %s', p.pubname, p.pubgencols)
FROM pg_publication p

--- type
SELECT format('type %s %s', t.oid::regtype, f.fact)
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
CROSS JOIN LATERAL (
  VALUES ('kind ' || t.typtype::text),
         ('owner ' || quote_ident(pg_get_userbyid(t.typowner))),
         (CASE WHEN t.typtype = 'd' THEN 'base ' || format_type(t.typbasetype, t.typtypmod) END),
         (CASE WHEN t.typtype = 'd' AND t.typnotnull THEN 'not null' END),
         (CASE WHEN t.typtype = 'd' THEN 'default ' || t.typdefault END),
         (CASE WHEN t.typtype = 'd' AND t.typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)
               THEN 'collation ' || t.typcollation::regcollation::text END),
         ('labels ' || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)),
         ('range of ' || (SELECT format('%s collation %s', format_type(r.rngsubtype, NULL), r.rngcollation::regcollation) FROM pg_range r WHERE r.rngtypid = t.oid)),
         ('comment ' || quote_literal(obj_description(t.oid, 'pg_type')))
  UNION ALL
  SELECT format('grant %s to %s by %s%s', a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                quote_ident(pg_get_userbyid(a.grantor)), CASE WHEN a.is_grantable THEN ' grantable' END)
  FROM aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) a
) f (fact)
WHERE t.typtype IN ('d', 'e', 'r', 'c') AND (t.typrelid = 0 OR c.relkind = 'c')
  AND n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
  AND f.fact IS NOT NULL

--- function
SELECT format('function %s %s', p.oid::regprocedure, f.fact)
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
CROSS JOIN LATERAL (
  VALUES (CASE WHEN p.prokind <> 'a' THEN 'definition ' || pg_get_functiondef(p.oid) ELSE 'aggregate returns ' || pg_get_function_result(p.oid) END),
         ('owner ' || quote_ident(pg_get_userbyid(p.proowner))),
         ('comment ' || quote_literal(obj_description(p.oid, 'pg_proc')))
  UNION ALL
  SELECT format('grant %s to %s by %s%s', a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                quote_ident(pg_get_userbyid(a.grantor)), CASE WHEN a.is_grantable THEN ' grantable' END)
  FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  UNION ALL
  SELECT format('aggregate %s state %s final %s initial %L', g.aggtransfn, format_type(g.aggtranstype, NULL), g.aggfinalfn, g.agginitval)
  FROM pg_aggregate g WHERE g.aggfnoid = p.oid
) f (fact)
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
  AND f.fact IS NOT NULL

--- default privilege
SELECT format('default privilege %s in %s of %s: %s to %s%s', d.defaclobjtype, coalesce(d.defaclnamespace::regnamespace::text, '-'),
              quote_ident(pg_get_userbyid(d.defaclrole)), a.privilege_type,
              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' grantable' END)
FROM pg_default_acl d
CROSS JOIN LATERAL aclexplode(d.defaclacl) a
WHERE d.defaclnamespace = 0 OR d.defaclnamespace::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])

--- operator
SELECT format('operator %s function %s owner %I', o.oid::regoperator, o.oprcode, pg_get_userbyid(o.oprowner))
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.oid AND e.deptype = 'e')

--- collation
SELECT format('collation %s %s %s %s %s', c.oid::regcollation, c.collprovider, c.collisdeterministic, c.collcollate, pg_get_userbyid(c.collowner))
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE n.oid::regnamespace::text <> ALL (current_setting('catalog_dump.excluded')::text[])
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'

--- database-wide
SELECT format('extension %I version %s schema %s', e.extname, e.extversion, e.extnamespace::regnamespace) FROM pg_extension e
UNION ALL
SELECT format('event trigger %I on %s %s enabled %s', t.evtname, t.evtevent, t.evtfoid::regproc, t.evtenabled) FROM pg_event_trigger t
UNION ALL
SELECT format('cast from %s to %s %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL), c.castcontext) FROM pg_cast c WHERE c.oid >= 16384
