## create an index
CREATE INDEX i ON items (a)
## create a unique index
CREATE UNIQUE INDEX i ON items (a)
## create an index concurrently
-- alone
-- held: items
CREATE INDEX CONCURRENTLY i ON items (a)
## create an index that exists if not exists
CREATE INDEX IF NOT EXISTS users_name_idx ON users (name)
## create an index on a partitioned table
CREATE INDEX i ON p (k)
## create an index on only the parent
CREATE INDEX i ON ONLY p (k)
## create an index concurrently on a partitioned table
-- alone
-- fails: 14-18
CREATE INDEX CONCURRENTLY i ON p (k)
## attach an index
-- given: CREATE INDEX i ON ONLY p (k)
-- given: CREATE INDEX i1 ON p1 (k)
ALTER INDEX i ATTACH PARTITION i1
## drop an index
DROP INDEX users_name_idx
## drop an index concurrently
-- alone
-- held: users
DROP INDEX CONCURRENTLY users_name_idx
## drop an index of a partitioned table
-- given: CREATE INDEX i ON p (k)
DROP INDEX i
## drop an index of a partitioned table concurrently
-- alone
-- fails: 14-18
-- given: CREATE INDEX i ON p (k)
DROP INDEX CONCURRENTLY i
## drop a missing index if exists
DROP INDEX IF EXISTS nothing
## drop two indexes
-- given: CREATE INDEX i ON items (a)
DROP INDEX users_name_idx, i
## reindex a table
REINDEX TABLE users
## reindex an index
REINDEX INDEX users_name_idx
## reindex a table concurrently
-- alone
-- held: users
REINDEX TABLE CONCURRENTLY users
## reindex an index concurrently
-- alone
-- held: users
REINDEX INDEX CONCURRENTLY users_name_idx
## reindex a partitioned table
-- alone
-- depends
-- given: CREATE INDEX i ON p (k)
REINDEX TABLE p
## vacuum
-- alone
-- given: SET vacuum_cost_delay = '20ms'
-- given: SET vacuum_cost_limit = 1
VACUUM items
## vacuum full
-- alone
VACUUM FULL users
## vacuum analyze
-- alone
-- given: SET vacuum_cost_delay = '20ms'
-- given: SET vacuum_cost_limit = 1
VACUUM (ANALYZE) users
## analyze
ANALYZE users
## cluster
CLUSTER users USING users_name_idx
## set unlogged
ALTER TABLE items SET UNLOGGED
## set logged
-- given: ALTER TABLE items SET UNLOGGED
ALTER TABLE items SET LOGGED
## set logged where it is already
ALTER TABLE items SET LOGGED
## set the default tablespace
ALTER TABLE items SET TABLESPACE pg_default
## set the same access method
-- since: 15
ALTER TABLE items SET ACCESS METHOD heap
## set an index parameter
ALTER INDEX users_name_idx SET (fillfactor = 80)
## set a table parameter
ALTER TABLE items SET (fillfactor = 80)
## set an autovacuum parameter
ALTER TABLE items SET (autovacuum_enabled = false)
## reset a table parameter
ALTER TABLE items RESET (fillfactor)
## set a storage parameter of a view
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER VIEW v SET (security_barrier = true)
## cluster on
ALTER TABLE users CLUSTER ON users_name_idx
## set without cluster
ALTER TABLE users SET WITHOUT CLUSTER
## refresh a materialized view
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
REFRESH MATERIALIZED VIEW m
## refresh a materialized view concurrently
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
-- given: CREATE UNIQUE INDEX ON m (a)
REFRESH MATERIALIZED VIEW CONCURRENTLY m
## create a materialized view
CREATE MATERIALIZED VIEW m AS SELECT a FROM items
## index a materialized view
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
CREATE INDEX i ON m (a)
## reindex an index of a partitioned table
-- alone
-- depends
-- given: CREATE INDEX i ON p (k)
REINDEX INDEX i
## reindex an index of a partitioned table concurrently
-- alone
-- depends
-- given: CREATE INDEX i ON p (k)
REINDEX INDEX CONCURRENTLY i
## create an index on a parent of heirs
-- given: CREATE TABLE heir () INHERITS (items)
CREATE INDEX i ON items (a)
## create a hash index
CREATE INDEX i ON items USING hash (a)
## create an expression index
CREATE INDEX i ON items (lower(b))
## create a partial index
CREATE INDEX i ON items (a) WHERE a > 5
## create an index concurrently if it exists
-- alone
-- depends
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_name_idx ON users (name)
## create an index on a partition
CREATE INDEX i ON p1 (k)
## cluster by the earlier index
-- given: ALTER TABLE users CLUSTER ON users_name_idx
CLUSTER users
## vacuum full of a table without indexes
-- alone
VACUUM FULL items
## analyze two tables
ANALYZE users, items
## drop an index of a materialized view
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
-- given: CREATE INDEX mi ON m (a)
DROP INDEX mi
## refresh a materialized view of two tables
-- given: CREATE MATERIALIZED VIEW m AS SELECT items.a FROM items, owners WHERE owners.id = 3
-- depends
REFRESH MATERIALIZED VIEW m
## create an index with nulls that are equal
-- fails: 14-14
CREATE UNIQUE INDEX i ON items (id) NULLS NOT DISTINCT
## move an index to where it is
ALTER INDEX users_name_idx SET TABLESPACE pg_default
## move an index
-- given: SET allow_in_place_tablespaces = on
-- given: DROP TABLESPACE IF EXISTS moved
-- given: CREATE TABLESPACE moved LOCATION ''
ALTER INDEX users_name_idx SET TABLESPACE moved
## move a materialized view
-- given: SET allow_in_place_tablespaces = on
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
-- given: DROP TABLESPACE IF EXISTS moved
-- given: CREATE TABLESPACE moved LOCATION ''
ALTER MATERIALIZED VIEW m SET TABLESPACE moved
## move a materialized view to where it is
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
ALTER MATERIALIZED VIEW m SET TABLESPACE pg_default
