COMMENT ON COLUMN customers.email IS 'checked by hand';
COMMENT ON COLUMN customers.phone IS NULL;
