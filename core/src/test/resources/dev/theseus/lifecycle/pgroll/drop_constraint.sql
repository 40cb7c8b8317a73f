ALTER TABLE customers DROP CONSTRAINT customers_age_known;
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
ALTER TABLE orders DROP CONSTRAINT orders_reference_once;
