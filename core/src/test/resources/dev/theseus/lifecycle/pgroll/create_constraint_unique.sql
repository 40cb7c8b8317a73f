ALTER TABLE orders ADD CONSTRAINT orders_customer_reference_once
  UNIQUE (customer, reference) INCLUDE (amount);
ALTER TABLE parcels ADD CONSTRAINT parcels_label_carrier_once
  UNIQUE (label, carrier) WITH (fillfactor = 80);
