CREATE INDEX ON users (lower(email)) WHERE active;
