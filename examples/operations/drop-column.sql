-- theseus:down users.nickname = username
ALTER TABLE users DROP COLUMN nickname;
