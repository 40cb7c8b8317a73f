ALTER TABLE parcels RENAME TO packages;
ALTER TABLE packages ADD COLUMN grams bigint;
