ALTER TABLE orders ALTER COLUMN amount TYPE bigint USING (amount * 100)::bigint;
ALTER TABLE customers ALTER COLUMN city TYPE varchar(80);
