-- An index on a large table, for "the latest orders of this customer".
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at DESC);
