UPDATE customers SET age = greatest(coalesce(age, 18), 18);
ALTER TABLE customers ALTER COLUMN age TYPE bigint;
ALTER TABLE customers ALTER COLUMN age SET NOT NULL;
ALTER TABLE customers ALTER COLUMN age SET DEFAULT 18;
COMMENT ON COLUMN customers.age IS 'in years';
ALTER TABLE customers ADD CONSTRAINT customers_age_adult CHECK (age >= 18);
