CREATE INDEX customers_lookup_idx ON customers (name COLLATE "C" text_pattern_ops DESC NULLS LAST, id)
  WITH (fillfactor = 70, deduplicate_items = off) WHERE age > 17;
CREATE UNIQUE INDEX customers_phone_idx ON customers (phone ASC NULLS FIRST);
CREATE INDEX customers_email_hash ON customers USING hash (email);
CREATE INDEX customers_age_brin ON customers USING brin (age int4_minmax_multi_ops (values_per_range = 16));
