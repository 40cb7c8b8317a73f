DELETE FROM orders;
DELETE FROM customers;
ALTER TABLE parcels ADD COLUMN number bigserial PRIMARY KEY;
ALTER TABLE customers ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE customers ADD COLUMN feeling mood NOT NULL;
