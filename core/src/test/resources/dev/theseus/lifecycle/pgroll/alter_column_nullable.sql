UPDATE customers SET email = 'nobody@example.org' WHERE email IS NULL;
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
ALTER TABLE customers ALTER COLUMN note DROP NOT NULL;
