-- A column gets a better name.
ALTER TABLE orders RENAME COLUMN note TO remark;
