-- theseus:up users.email = username || '@example.com'
ALTER TABLE users ADD COLUMN email text NOT NULL;
