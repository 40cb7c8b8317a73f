ALTER TABLE customers RENAME CONSTRAINT customers_age_known TO customers_age_positive;
