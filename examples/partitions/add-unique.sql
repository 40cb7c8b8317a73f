ALTER TABLE readings ADD CONSTRAINT readings_key UNIQUE (id, sensor);
