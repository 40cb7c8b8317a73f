CREATE INDEX ON readings (sensor);
