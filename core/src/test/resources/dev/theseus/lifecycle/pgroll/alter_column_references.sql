UPDATE customers SET country = 'at' WHERE country = 'de';
ALTER TABLE customers ADD CONSTRAINT customers_country_fk
  FOREIGN KEY (country) REFERENCES countries (code) ON DELETE RESTRICT;
