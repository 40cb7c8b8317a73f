ALTER TABLE customers ADD CONSTRAINT customers_phone_once UNIQUE (phone);
UPDATE parcels SET carrier = carrier || '/' || label;
ALTER TABLE parcels ADD CONSTRAINT parcels_carrier_once UNIQUE (carrier);
