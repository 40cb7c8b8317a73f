-- theseus:down products.price = price / 100.0
ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
