-- theseus:up users.email = coalesce(email, username || '@example.com')
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
