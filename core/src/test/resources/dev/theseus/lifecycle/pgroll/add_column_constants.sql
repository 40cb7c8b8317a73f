DELETE FROM orders;
DELETE FROM customers;
ALTER TABLE customers ADD COLUMN temper mood NOT NULL;
ALTER TABLE customers ADD COLUMN since date NOT NULL;
