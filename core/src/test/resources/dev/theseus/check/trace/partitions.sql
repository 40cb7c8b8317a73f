## attach a partition
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition with a proof
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 300)
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition beside a default partition
ALTER TABLE pd ATTACH PARTITION loose2 FOR VALUES IN (30)
## attach the default partition
ALTER TABLE p ATTACH PARTITION loose DEFAULT
## detach a partition
ALTER TABLE p DETACH PARTITION p1
## detach a partition concurrently
-- alone
-- held: p1
ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY
## detach a partition beside a default partition
ALTER TABLE pd DETACH PARTITION pd1
## detach concurrently beside a default partition
-- alone
-- fails: 14-18
ALTER TABLE pd DETACH PARTITION pd1 CONCURRENTLY
## create a partition
CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (200) TO (300)
## create a partition beside a default partition
CREATE TABLE pd2 PARTITION OF pd FOR VALUES IN (99)
## create a default partition
CREATE TABLE p3 PARTITION OF p DEFAULT
## drop a partition
DROP TABLE p1
## drop a partition beside a default partition
DROP TABLE pd1
## drop a default partition
DROP TABLE pdd
## drop a partitioned table
DROP TABLE p
## truncate a partitioned table
TRUNCATE p
## truncate a partition
TRUNCATE p1
## create a partitioned table
CREATE TABLE n (id int) PARTITION BY RANGE (id)
## no inherit
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE heir NO INHERIT items
## inherit
-- given: CREATE TABLE heir (id int, a int, b text, c varchar(20))
ALTER TABLE heir INHERIT items
## rename a partition
ALTER TABLE p1 RENAME TO p9
## attach a partition with a not null and a proof
-- given: ALTER TABLE loose ALTER COLUMN id SET NOT NULL
-- given: ALTER TABLE loose ADD CHECK (id >= 200 AND id < 300)
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition with a proof that is not valid
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 300) NOT VALID
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition with a proof that is too wide
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 400)
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition with a proof that is narrower
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 260)
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a list partition with a proof
-- given: ALTER TABLE loose2 ADD CHECK (id IS NOT NULL AND id = 30)
ALTER TABLE pd ATTACH PARTITION loose2 FOR VALUES IN (30)
## attach beside a default partition that proves itself empty of it
-- given: ALTER TABLE pdd ADD CHECK (id IS NOT NULL AND id <> 30)
-- depends
ALTER TABLE pd ATTACH PARTITION loose2 FOR VALUES IN (30)
## attach a partition with an index on the parent
-- given: CREATE INDEX i ON p (k)
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 300)
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition with an index on both
-- given: CREATE INDEX i ON p (k)
-- given: CREATE INDEX il ON loose (k)
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 300)
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## attach a partition with a foreign key on the parent
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
-- given: ALTER TABLE loose ADD CHECK (id IS NOT NULL AND id >= 200 AND id < 300)
-- depends
ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM (200) TO (300)
## create a partition with a foreign key on the parent
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (200) TO (300)
## drop a partition with a foreign key on the parent
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
DROP TABLE p1
## drop a partitioned table with a foreign key
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
DROP TABLE p
## detach a partition with a foreign key on the parent
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
ALTER TABLE p DETACH PARTITION p1
## update a partitioned table
UPDATE p SET k = 1
## lock a partitioned table
LOCK TABLE p IN SHARE MODE
## vacuum full a partition
-- alone
-- given: INSERT INTO p1 SELECT i % 100, i FROM generate_series(1, 100000) i
VACUUM FULL p1
## drop a parent of heirs
-- given: CREATE TABLE heir () INHERITS (items)
DROP TABLE items CASCADE
## drop an heir
-- given: CREATE TABLE heir () INHERITS (items)
DROP TABLE heir
## truncate a parent of heirs
-- given: CREATE TABLE heir () INHERITS (items)
TRUNCATE items
## truncate only the parent of heirs
-- given: CREATE TABLE heir () INHERITS (items)
TRUNCATE ONLY items
## attach a partition of timestamps with a proof
-- given: CREATE TABLE ev (at timestamptz NOT NULL) PARTITION BY RANGE (at)
-- given: CREATE TABLE ev1 (at timestamptz NOT NULL, CHECK (at >= '2024-01-01' AND at < '2024-02-01'))
ALTER TABLE ev ATTACH PARTITION ev1 FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')
## attach a partition of large and negative numbers with a proof
-- given: CREATE TABLE big (id bigint NOT NULL) PARTITION BY RANGE (id)
-- given: CREATE TABLE big1 (id bigint NOT NULL, CHECK (id >= -5 AND id < 3000000000))
ALTER TABLE big ATTACH PARTITION big1 FOR VALUES FROM (-5) TO (3000000000)
## attach a partition of several values with a proof
-- given: CREATE TABLE li (c text NOT NULL) PARTITION BY LIST (c)
-- given: CREATE TABLE li1 (c text NOT NULL, CHECK (c IN ('de', 'at')))
ALTER TABLE li ATTACH PARTITION li1 FOR VALUES IN ('at', 'ch', 'de')
## attach a partition of other values than the proof's
-- given: CREATE TABLE li (c text NOT NULL) PARTITION BY LIST (c)
-- given: CREATE TABLE li1 (c text NOT NULL, CHECK (c IN ('de', 'at')))
ALTER TABLE li ATTACH PARTITION li1 FOR VALUES IN ('ch', 'de')
## create a partition beside a default partition that a range is excluded from
-- given: CREATE TABLE ev (at timestamptz NOT NULL) PARTITION BY RANGE (at)
-- given: CREATE TABLE ev_def PARTITION OF ev (CHECK (NOT (at >= '2024-01-01' AND at < '2024-04-01'))) DEFAULT
CREATE TABLE ev1 PARTITION OF ev FOR VALUES FROM ('2024-03-01') TO ('2024-04-01')
## attach beside a default partition that lies around the range
-- given: CREATE TABLE da (at date NOT NULL) PARTITION BY RANGE (at)
-- given: CREATE TABLE da_def PARTITION OF da (CHECK (at < '2024-01-01' OR at >= '2024-02-01')) DEFAULT
-- given: CREATE TABLE da1 (at date NOT NULL, CHECK (at >= '2024-01-01' AND at < '2024-02-01'))
ALTER TABLE da ATTACH PARTITION da1 FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')
## attach beside a default partition that excludes too little
-- given: CREATE TABLE da (at date NOT NULL) PARTITION BY RANGE (at)
-- given: CREATE TABLE da_def PARTITION OF da (CHECK (at < '2024-01-01' OR at >= '2024-01-20')) DEFAULT
-- given: CREATE TABLE da1 (at date NOT NULL, CHECK (at >= '2024-01-01' AND at < '2024-02-01'))
ALTER TABLE da ATTACH PARTITION da1 FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')
## disable a row trigger of a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
ALTER TABLE p DISABLE TRIGGER tr
## enable a row trigger of a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
-- given: ALTER TABLE p DISABLE TRIGGER tr
ALTER TABLE p ENABLE TRIGGER tr
## disable a row trigger of a partitioned table alone
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
ALTER TABLE ONLY p DISABLE TRIGGER tr
## disable a statement trigger of a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p EXECUTE FUNCTION tf()
ALTER TABLE p DISABLE TRIGGER tr
## disable the triggers of users of a partitioned table
-- given: CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
-- given: CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()
ALTER TABLE p DISABLE TRIGGER USER
## disable the triggers of users of a partitioned table with a foreign key
-- given: ALTER TABLE p ADD FOREIGN KEY (owner) REFERENCES owners
ALTER TABLE p DISABLE TRIGGER USER
## disable all triggers of a partitioned table with a foreign key
-- given: ALTER TABLE p ADD FOREIGN KEY (owner) REFERENCES owners
ALTER TABLE p DISABLE TRIGGER ALL
