DELETE FROM orders;
DELETE FROM customers;
ALTER TABLE customers ADD COLUMN slug text NOT NULL;
COMMENT ON COLUMN customers.slug IS 'for addresses of pages';
ALTER TABLE customers ADD COLUMN vip boolean NOT NULL DEFAULT false;
ALTER TABLE customers ADD COLUMN nickname varchar(30);
