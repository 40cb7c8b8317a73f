-- theseus:down users.email = coalesce(email, '')
ALTER TABLE users ALTER COLUMN email DROP NOT NULL;
