## drop a table
DROP TABLE items
## drop a table that references
DROP TABLE orders
## drop a table that others reference
DROP TABLE users CASCADE
## drop two tables
DROP TABLE orders, users
## drop a missing table if exists
DROP TABLE IF EXISTS nothing
## drop a table with a view
-- given: CREATE VIEW v AS SELECT a FROM items
DROP TABLE items CASCADE
## drop a schema
-- given: DROP SCHEMA IF EXISTS other CASCADE
-- given: CREATE SCHEMA other
-- given: CREATE TABLE other.x (a int)
DROP SCHEMA other CASCADE
## truncate
TRUNCATE items
## truncate two tables
TRUNCATE orders, users
## truncate cascade
TRUNCATE users CASCADE
## truncate and restart
TRUNCATE items RESTART IDENTITY
## create a trigger
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
CREATE TRIGGER tr BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION tf()
## replace a trigger
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION tf()
CREATE OR REPLACE TRIGGER tr BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION tf()
## create a trigger on a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
## create a constraint trigger
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON items DEFERRABLE FOR EACH ROW EXECUTE FUNCTION tf()
## drop a trigger
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION tf()
DROP TRIGGER tr ON items
## drop a trigger of a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
DROP TRIGGER tr ON p
## disable a trigger
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION tf()
ALTER TABLE items DISABLE TRIGGER tr
## disable all triggers
ALTER TABLE orders DISABLE TRIGGER ALL
## enable all triggers
ALTER TABLE orders ENABLE TRIGGER ALL
## disable triggers of a partitioned table
ALTER TABLE p DISABLE TRIGGER ALL
## rename a trigger
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION tf()
ALTER TRIGGER tr ON items RENAME TO tr2
## create a function
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
## create a rule
CREATE RULE r AS ON INSERT TO items DO ALSO NOTHING
## enable row security
ALTER TABLE items ENABLE ROW LEVEL SECURITY
## force row security
ALTER TABLE items FORCE ROW LEVEL SECURITY
## create a policy
CREATE POLICY pol ON items USING (a > 0)
## alter a policy
-- given: CREATE POLICY pol ON items USING (a > 0)
ALTER POLICY pol ON items USING (a > 1)
## drop a policy
-- given: CREATE POLICY pol ON items USING (a > 0)
DROP POLICY pol ON items
## owner
ALTER TABLE items OWNER TO CURRENT_USER
## replica identity
ALTER TABLE items REPLICA IDENTITY FULL
## replica identity with an index
-- given: ALTER TABLE items ALTER COLUMN id SET NOT NULL
-- given: CREATE UNIQUE INDEX i ON items (id)
ALTER TABLE items REPLICA IDENTITY USING INDEX i
## move to another schema
-- given: DROP SCHEMA IF EXISTS other CASCADE
-- given: CREATE SCHEMA other
ALTER TABLE items SET SCHEMA other
## comment on a table
COMMENT ON TABLE items IS 'x'
## comment on a column
COMMENT ON COLUMN items.a IS 'x'
## grant
GRANT SELECT ON items TO PUBLIC
## revoke
REVOKE SELECT ON items FROM PUBLIC
## create statistics
CREATE STATISTICS st ON a, id FROM items
## create a view
CREATE VIEW v AS SELECT a FROM items
## replace a view
-- given: CREATE VIEW v AS SELECT a FROM items
CREATE OR REPLACE VIEW v AS SELECT a FROM items WHERE a > 0
## drop a view
-- given: CREATE VIEW v AS SELECT a FROM items
DROP VIEW v
## drop a materialized view
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
DROP MATERIALIZED VIEW m
## create a sequence
CREATE SEQUENCE s
## create a publication
CREATE PUBLICATION pub FOR TABLE items
## lock a table
LOCK TABLE items IN SHARE MODE
## lock a table exclusively
LOCK TABLE items
## insert
INSERT INTO items VALUES (1, 1, 'x', 'c')
## insert into a referencing table
INSERT INTO orders VALUES (1000, 1, 1)
## insert from a query
INSERT INTO items (a) SELECT id FROM owners
## update
UPDATE items SET a = 1
## update with a from
UPDATE items SET a = 1 FROM owners WHERE owners.id = items.id
## delete
DELETE FROM items WHERE a < 5
## delete from a referenced table
DELETE FROM owners WHERE id = 1
## select
SELECT * FROM items
## select for update
SELECT * FROM items FOR UPDATE
## merge
-- since: 15
MERGE INTO items USING owners ON owners.id = items.id WHEN MATCHED THEN UPDATE SET a = 1
## copy in
-- skip
COPY items FROM STDIN
## set
SET lock_timeout = '2s'
## create a schema
-- given: DROP SCHEMA IF EXISTS fresh CASCADE
CREATE SCHEMA fresh
## create an extension
CREATE EXTENSION IF NOT EXISTS citext
## domain add a check
-- given: ALTER TABLE items ADD COLUMN n plain_domain
ALTER DOMAIN plain_domain ADD CONSTRAINT dc CHECK (value <> 'q')
## domain add a check that is not valid
-- given: ALTER TABLE items ADD COLUMN n plain_domain
ALTER DOMAIN plain_domain ADD CONSTRAINT dc CHECK (value <> 'q') NOT VALID
## domain validate
-- given: ALTER TABLE items ADD COLUMN n plain_domain
-- given: ALTER DOMAIN plain_domain ADD CONSTRAINT dc CHECK (value <> 'q') NOT VALID
ALTER DOMAIN plain_domain VALIDATE CONSTRAINT dc
## domain set not null
-- given: ALTER TABLE items ADD COLUMN n plain_domain DEFAULT 'x'
ALTER DOMAIN plain_domain SET NOT NULL
## domain drop a constraint
-- given: ALTER TABLE items ADD COLUMN n strict_domain
ALTER DOMAIN strict_domain DROP CONSTRAINT strict_domain_check
## domain set a default
-- given: ALTER TABLE items ADD COLUMN n plain_domain
ALTER DOMAIN plain_domain SET DEFAULT 'z'
## domain without columns add a check
ALTER DOMAIN plain_domain ADD CONSTRAINT dc CHECK (value <> 'q')
## rename a type
-- given: ALTER TABLE items ADD COLUMN n mood
ALTER TYPE mood RENAME TO feeling
## drop a domain in use
-- given: ALTER TABLE items ADD COLUMN n plain_domain
DROP DOMAIN plain_domain CASCADE
## drop a sequence
-- given: CREATE SEQUENCE s
DROP SEQUENCE s
## alter a sequence
-- given: CREATE SEQUENCE s
ALTER SEQUENCE s RESTART
## drop a function
-- given: CREATE FUNCTION tf() RETURNS int LANGUAGE sql AS 'SELECT 1'
DROP FUNCTION tf
## system setting
-- alone
ALTER SYSTEM RESET work_mem
## drop two views
-- given: CREATE VIEW v AS SELECT a FROM items
-- given: CREATE VIEW w AS SELECT a FROM v
DROP VIEW v CASCADE
## drop a table with a view of a view
-- given: CREATE VIEW v AS SELECT a FROM items
-- given: CREATE VIEW w AS SELECT a FROM v
DROP TABLE items CASCADE
## drop a table with a materialized view
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
DROP TABLE items CASCADE
## truncate a table that others reference
-- fails: 14-18
TRUNCATE users
## update a referencing table
UPDATE orders SET user_id = 2 WHERE id = 3
## delete from a table that others reference
DELETE FROM users WHERE id = 1000
## insert with a common table expression
WITH x AS (SELECT id FROM owners) INSERT INTO items (a) SELECT id FROM x
## select with a common table expression
WITH x AS (SELECT id FROM owners) SELECT * FROM x
## delete inside a common table expression
WITH gone AS (DELETE FROM items RETURNING a) SELECT * FROM gone
## comment on a constraint
COMMENT ON CONSTRAINT orders_user_fk ON orders IS 'x'
## comment on an index
COMMENT ON INDEX users_name_idx IS 'x'
## comment on a schema
COMMENT ON SCHEMA public IS 'x'
## alter a publication
-- given: CREATE PUBLICATION pub FOR TABLE items
ALTER PUBLICATION pub ADD TABLE owners
## drop a publication
-- given: CREATE PUBLICATION pub FOR TABLE items
DROP PUBLICATION pub
## drop a rule
-- given: CREATE RULE r AS ON INSERT TO items DO ALSO NOTHING
DROP RULE r ON items
## drop statistics
-- given: CREATE STATISTICS st ON a, id FROM items
DROP STATISTICS st
## create a domain
CREATE DOMAIN d AS int CHECK (value > 0)
## create a composite type
CREATE TYPE pair AS (a int, b int)
## do nothing
DO $$ BEGIN NULL; END $$
## domain over a domain
-- given: CREATE DOMAIN d2 AS plain_domain
-- given: ALTER TABLE items ADD COLUMN n d2
ALTER DOMAIN plain_domain ADD CONSTRAINT dc CHECK (value <> 'q')
## domain of a partitioned table
-- given: ALTER TABLE p ADD COLUMN n plain_domain
ALTER DOMAIN plain_domain ADD CONSTRAINT dc CHECK (value <> 'q')
## rename a column of a view
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER VIEW v RENAME COLUMN a TO z
## rename an index by alter table
ALTER TABLE users_name_idx RENAME TO i
## rename a view by alter table
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER TABLE v RENAME TO w
## rename a column of a parent of heirs
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE items RENAME COLUMN a TO z
## rename a check of a partitioned table
-- given: ALTER TABLE p ADD CONSTRAINT c CHECK (k > 0)
ALTER TABLE p RENAME CONSTRAINT c TO d
## rename a trigger of a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
ALTER TRIGGER tr ON p RENAME TO tr2
## move a view to another schema
-- given: DROP SCHEMA IF EXISTS other CASCADE
-- given: CREATE SCHEMA other
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER VIEW v SET SCHEMA other
## move a type to another schema
-- given: DROP SCHEMA IF EXISTS other CASCADE
-- given: CREATE SCHEMA other
ALTER TYPE mood SET SCHEMA other
## drop a type in use
-- given: ALTER TABLE items ADD COLUMN n mood
DROP TYPE mood CASCADE
## owner of a view
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER VIEW v OWNER TO CURRENT_USER
## owner of a type
ALTER TYPE mood OWNER TO CURRENT_USER
## drop an extension in use
-- given: CREATE EXTENSION IF NOT EXISTS citext
-- given: ALTER TABLE items ADD COLUMN n citext
DROP EXTENSION citext CASCADE
## explain a delete
EXPLAIN DELETE FROM items WHERE a < 5
## explain and analyze a delete
EXPLAIN ANALYZE DELETE FROM items WHERE a < 5
## explain without analyzing a delete
EXPLAIN (ANALYZE false) DELETE FROM items WHERE a < 5
## change the steps of a sequence
-- given: CREATE SEQUENCE s
ALTER SEQUENCE s INCREMENT 2 CACHE 10
## give a sequence to a column
-- given: CREATE SEQUENCE s
ALTER SEQUENCE s OWNED BY items.id
## change a missing sequence if exists
ALTER SEQUENCE IF EXISTS nothing RESTART
## owner of a sequence
-- given: CREATE SEQUENCE s
ALTER SEQUENCE s OWNER TO CURRENT_USER
## make a sequence unlogged
-- fails: 14-14
-- given: CREATE SEQUENCE s
ALTER SEQUENCE s SET UNLOGGED
## merge that returns
-- fails: 14-16
MERGE INTO items USING owners ON owners.id = items.id WHEN MATCHED THEN UPDATE SET a = 1 RETURNING items.a
## merge what the source lacks
-- fails: 14-16
MERGE INTO items USING owners ON owners.id = items.id WHEN NOT MATCHED BY SOURCE THEN DELETE
## merge on the first versions
-- fails: 14-14
MERGE INTO items USING owners ON owners.id = items.id WHEN MATCHED THEN DELETE
## create a view of the invoker
-- fails: 14-14
CREATE VIEW v WITH (security_invoker) AS SELECT a FROM items
## make a view one of the invoker
-- fails: 14-14
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER VIEW v SET (security_invoker = true)
## create an unlogged sequence
-- fails: 14-14
CREATE UNLOGGED SEQUENCE s
## publish some columns
-- fails: 14-14
CREATE PUBLICATION pub FOR TABLE items (a)
## grant maintenance
-- fails: 14-16
GRANT MAINTAIN ON items TO PUBLIC
## drop a type whose arrays are in use
-- given: ALTER TABLE items ADD COLUMN n mood[]
DROP TYPE mood CASCADE
## drop an attribute of a type in use
-- given: CREATE TYPE pair AS (x int, y int)
-- given: ALTER TABLE items ADD COLUMN n pair
ALTER TYPE pair DROP ATTRIBUTE y
## rename an attribute of a type in use
-- given: CREATE TYPE pair AS (x int, y int)
-- given: ALTER TABLE items ADD COLUMN n pair[]
ALTER TYPE pair RENAME ATTRIBUTE y TO z
## rename a view by alter table
-- given: CREATE VIEW v AS SELECT a FROM items
ALTER TABLE v RENAME TO w
## rename a materialized view by alter table
-- given: CREATE MATERIALIZED VIEW m AS SELECT a FROM items
ALTER TABLE m RENAME TO w
## rename an index by alter table
ALTER TABLE users_name_idx RENAME TO other_idx
