UPDATE parcels SET weight = 50 WHERE weight > 50;
ALTER TABLE parcels ADD CONSTRAINT parcels_weight_low CHECK (weight <= 50);
