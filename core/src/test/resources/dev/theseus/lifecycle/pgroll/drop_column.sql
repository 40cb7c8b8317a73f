ALTER TABLE customers DROP COLUMN note;
ALTER TABLE customers DROP COLUMN city;
