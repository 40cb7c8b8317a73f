DELETE FROM orders;
ALTER TABLE orders ADD COLUMN ceiling numeric(12,2) NOT NULL
  CONSTRAINT orders_ceiling_positive CHECK (ceiling >= 0) NO INHERIT;
ALTER TABLE orders ADD COLUMN shipped_to text CONSTRAINT orders_shipped_to_fk
  REFERENCES countries (code) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE orders ADD COLUMN number text NOT NULL UNIQUE;
