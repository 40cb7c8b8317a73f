ALTER TABLE orders ADD CONSTRAINT orders_reference_or_large
  CHECK (reference IS NOT NULL OR amount > 10) NO INHERIT;
