-- theseus:batch on
UPDATE users SET nickname = upper(nickname) WHERE active;
-- theseus:batch on
DELETE FROM orders WHERE NOT EXISTS (SELECT FROM users WHERE users.id = orders.user_id);
