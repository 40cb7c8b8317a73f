-- theseus:up   products.price_cents = (price * 100)::bigint
-- theseus:down products.price       = price_cents / 100.0
ALTER TABLE products RENAME COLUMN price TO price_cents;
ALTER TABLE products ALTER COLUMN price_cents TYPE bigint USING (price_cents * 100)::bigint;
