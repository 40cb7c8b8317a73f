-- Prices become whole cents. Both applications write prices while the change is under way.
--
-- theseus:up   products.price_cents = (price * 100)::bigint
-- theseus:down products.price       = price_cents / 100.0
ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
ALTER TABLE products RENAME COLUMN price TO price_cents;
