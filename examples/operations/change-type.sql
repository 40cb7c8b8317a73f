-- theseus:down products.price = price_cents / 100.0
ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
