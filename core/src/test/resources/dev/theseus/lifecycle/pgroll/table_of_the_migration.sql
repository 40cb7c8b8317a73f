CREATE TABLE depots (id integer PRIMARY KEY, place text NOT NULL);
CREATE INDEX depots_place_idx ON depots (place);
COMMENT ON COLUMN depots.place IS 'as on the map';
ALTER TABLE parcels ADD COLUMN depot integer CONSTRAINT parcels_depot_fk REFERENCES depots (id);
