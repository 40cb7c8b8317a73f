ALTER TABLE parcels ADD CONSTRAINT parcels_pkey PRIMARY KEY (label) WITH (fillfactor = 70);
