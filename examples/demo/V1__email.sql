-- Every customer gets an e-mail address. Neither a default nor the old application can supply it, so the first line says how.
--
-- theseus:up customers.email = username || '@example.com'
ALTER TABLE customers ADD COLUMN email text NOT NULL;
