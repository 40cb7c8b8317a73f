ALTER TABLE customers RENAME COLUMN phone TO telephone;
ALTER TABLE orders RENAME COLUMN amount TO amount_cents;
ALTER TABLE orders ALTER COLUMN amount_cents TYPE bigint USING (amount_cents * 100)::bigint;
