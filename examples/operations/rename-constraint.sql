ALTER TABLE users RENAME CONSTRAINT users_age_check TO age_is_positive;
