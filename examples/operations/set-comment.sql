COMMENT ON COLUMN users.email IS 'where invoices go';
