CREATE TABLE seasons (id integer PRIMARY KEY, name text NOT NULL);
CREATE VIEW adults AS SELECT name FROM countries;
CREATE FUNCTION double(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2';
GRANT SELECT ON countries TO PUBLIC;
ALTER TABLE customers ADD COLUMN vat_number text;
