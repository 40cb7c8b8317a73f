## add a check
ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0)
## add a check that is not valid
ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0) NOT VALID
## add a check that is not enforced
-- since: 18
ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED
## add two checks
ALTER TABLE items ADD CHECK (a > 0), ADD CHECK (id > 0) NOT VALID
## add a check to a partitioned table
ALTER TABLE p ADD CONSTRAINT c CHECK (k > 0)
## add a check not valid to a partitioned table
ALTER TABLE p ADD CONSTRAINT c CHECK (k > 0) NOT VALID
## validate a check
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0) NOT VALID
ALTER TABLE items VALIDATE CONSTRAINT c
## validate a valid check
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0)
ALTER TABLE items VALIDATE CONSTRAINT c
## validate a check of a partitioned table
-- given: ALTER TABLE p ADD CONSTRAINT c CHECK (k > 0) NOT VALID
ALTER TABLE p VALIDATE CONSTRAINT c
## add a foreign key
ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES owners
## add a foreign key that is not valid
ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES owners NOT VALID
## add a foreign key to itself
ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (age) REFERENCES users
## validate a foreign key
-- given: ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES owners NOT VALID
ALTER TABLE items VALIDATE CONSTRAINT fk
## add a foreign key to a partitioned table
ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
## add a foreign key to a partitioned table whose partitions have it
-- given: ALTER TABLE p1 ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
-- given: ALTER TABLE p2 ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
## add a foreign key not valid to a partitioned table
-- fails: 14-17
ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners NOT VALID
## validate a foreign key of a partitioned table
-- since: 18
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners NOT VALID
ALTER TABLE p VALIDATE CONSTRAINT fk
## add a foreign key that is not enforced
-- since: 18
ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES owners NOT ENFORCED
## add a foreign key to a table with partitions
-- given: ALTER TABLE p ADD PRIMARY KEY (id)
ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES p
## add a unique constraint
ALTER TABLE items ADD CONSTRAINT u UNIQUE (id)
## add a unique constraint with an index
-- given: CREATE UNIQUE INDEX i ON items (id)
ALTER TABLE items ADD CONSTRAINT u UNIQUE USING INDEX i
## add a unique constraint to a partitioned table
ALTER TABLE p ADD CONSTRAINT u UNIQUE (id)
## add a unique constraint with an index to a partitioned table
-- fails: 14-18
-- given: CREATE UNIQUE INDEX i ON p (id)
ALTER TABLE p ADD CONSTRAINT u UNIQUE USING INDEX i
## add a primary key to a nullable column
ALTER TABLE items ADD PRIMARY KEY (id)
## add a primary key to a required column
-- given: ALTER TABLE items ALTER COLUMN id SET NOT NULL
ALTER TABLE items ADD PRIMARY KEY (id)
## add a primary key with an index on a required column
-- given: ALTER TABLE items ALTER COLUMN id SET NOT NULL
-- given: CREATE UNIQUE INDEX i ON items (id)
ALTER TABLE items ADD PRIMARY KEY USING INDEX i
## add a primary key with an index on a nullable column
-- given: CREATE UNIQUE INDEX i ON items (id)
ALTER TABLE items ADD PRIMARY KEY USING INDEX i
## add an exclusion constraint
ALTER TABLE items ADD CONSTRAINT x EXCLUDE USING btree (id WITH =)
## drop a check
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0)
ALTER TABLE items DROP CONSTRAINT c
## drop a foreign key
ALTER TABLE orders DROP CONSTRAINT orders_user_fk
## drop a primary key
ALTER TABLE orders DROP CONSTRAINT orders_pkey
## drop a referenced primary key
ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE
## drop a unique constraint
-- given: ALTER TABLE items ADD CONSTRAINT u UNIQUE (id)
ALTER TABLE items DROP CONSTRAINT u
## drop a foreign key of a partitioned table
-- given: ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (owner) REFERENCES owners
ALTER TABLE p DROP CONSTRAINT fk
## drop a missing constraint if exists
ALTER TABLE items DROP CONSTRAINT IF EXISTS nothing
## drop a check of a partitioned table
-- given: ALTER TABLE p ADD CONSTRAINT c CHECK (k > 0)
ALTER TABLE p DROP CONSTRAINT c
## make a foreign key deferrable
ALTER TABLE orders ALTER CONSTRAINT orders_user_fk DEFERRABLE
## create a table with a foreign key
CREATE TABLE n (id int PRIMARY KEY, r bigint REFERENCES owners)
## create a table with a foreign key to itself
CREATE TABLE n (id int PRIMARY KEY, r int REFERENCES n)
## create a plain table
CREATE TABLE n (id int PRIMARY KEY, r text UNIQUE CHECK (r <> ''))
## create a table that exists if not exists
CREATE TABLE IF NOT EXISTS items (id int)
## create a table like another
CREATE TABLE n (LIKE items INCLUDING ALL)
## create a table of a query
CREATE TABLE n AS SELECT * FROM items
## create an heir
CREATE TABLE n () INHERITS (items)
## create a temporary table
CREATE TEMPORARY TABLE n (id int)
## add a primary key with an index that includes a nullable column
-- given: ALTER TABLE items ALTER COLUMN id SET NOT NULL
-- given: CREATE UNIQUE INDEX i ON items (id) INCLUDE (a)
ALTER TABLE items ADD PRIMARY KEY USING INDEX i
## add a primary key with an index on a column that a check proves
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (id IS NOT NULL)
-- given: CREATE UNIQUE INDEX i ON items (id)
ALTER TABLE items ADD PRIMARY KEY USING INDEX i
## add a primary key with an index on a column that a check proves in part
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (id IS NOT NULL)
-- given: CREATE UNIQUE INDEX i ON items (id, a)
ALTER TABLE items ADD PRIMARY KEY USING INDEX i
## drop the constraint of a required column
-- since: 18
-- given: ALTER TABLE items ADD CONSTRAINT nn NOT NULL a
ALTER TABLE items DROP CONSTRAINT nn
## enforce a foreign key
-- since: 18
-- given: ALTER TABLE items ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES owners NOT ENFORCED
ALTER TABLE items ALTER CONSTRAINT fk ENFORCED
## do not enforce a foreign key
-- since: 18
ALTER TABLE orders ALTER CONSTRAINT orders_user_fk NOT ENFORCED
## add a check that is not enforced
-- fails: 14-17
ALTER TABLE items ADD CONSTRAINT c2 CHECK (a > 0) NOT ENFORCED
## add a foreign key that is not enforced on the first versions
-- fails: 14-17
ALTER TABLE items ADD CONSTRAINT fk2 FOREIGN KEY (id) REFERENCES owners NOT ENFORCED
## create a table with a check that is not enforced
-- fails: 14-17
CREATE TABLE n (id int CHECK (id > 0) NOT ENFORCED)
## create a table with a virtual column
-- fails: 14-17
CREATE TABLE n (id int, v int GENERATED ALWAYS AS (id * 2))
## create a table with a named not null
-- fails: 14-17
CREATE TABLE n (id int, CONSTRAINT nn NOT NULL id)
## create a table with a key over ranges
-- fails: 14-17
CREATE TABLE n (id int4range, at daterange, UNIQUE (id, at WITHOUT OVERLAPS))
## create a table with nulls that are equal
-- fails: 14-14
CREATE TABLE n (id int, UNIQUE NULLS NOT DISTINCT (id))
## create a table with storage
-- fails: 14-15
CREATE TABLE n (a text STORAGE external)
## add a unique constraint with nulls that are equal
-- fails: 14-14
ALTER TABLE items ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (id)
## set the access method
-- fails: 14-14
ALTER TABLE items SET ACCESS METHOD heap
## add a check not valid and validate it in one statement
ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0) NOT VALID, VALIDATE CONSTRAINT c
## validate a check beside a new column
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0) NOT VALID
ALTER TABLE items ADD COLUMN n text, VALIDATE CONSTRAINT c
## add a check that heirs do not inherit
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE items ADD CHECK (a > 0) NO INHERIT
## add a check to a parent alone that heirs do not inherit
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE ONLY items ADD CHECK (a > 0) NO INHERIT
## add a column with a check that heirs do not inherit
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE items ADD COLUMN n int CHECK (n > 0) NO INHERIT
## add a unique constraint to a partitioned table alone
ALTER TABLE ONLY p ADD UNIQUE (id)
## add a primary key to a partitioned table alone
-- given: ALTER TABLE p ALTER COLUMN id SET NOT NULL
ALTER TABLE ONLY p ADD PRIMARY KEY (id)
## add a primary key to a table alone
ALTER TABLE ONLY items ADD PRIMARY KEY (id)
## add a primary key to a parent of heirs alone
-- given: ALTER TABLE items ALTER COLUMN id SET NOT NULL
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE ONLY items ADD PRIMARY KEY (id)
## add a foreign key to a parent of heirs alone
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE ONLY items ADD FOREIGN KEY (a) REFERENCES owners
## drop a check of a parent of heirs alone
-- given: ALTER TABLE items ADD CONSTRAINT c CHECK (a > 0)
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE ONLY items DROP CONSTRAINT c
## drop a not null of a parent of heirs alone
-- given: ALTER TABLE items ALTER COLUMN a SET NOT NULL
-- given: CREATE TABLE heir () INHERITS (items)
ALTER TABLE ONLY items ALTER COLUMN a DROP NOT NULL
