package dev.theseus.internal.engine;

import java.util.List;

/// A small migration for the [FaultMatrix]. Together they contain every kind of step and every way
/// back.
///
/// @param setup makes the tables and their rows
/// @param migration as its author writes it; gives the same rows whenever it runs
/// @param stays where `rollback` leaves something: what must give 0 then; empty where it leaves
///   nothing
record FaultCase(String name, String setup, String migration, String stays) {
  private static FaultCase of(String name, String setup, String migration) {
    return new FaultCase(name, setup, migration, "");
  }

  /// Whether each run needs a database of its own.
  boolean lasting() {
    return !stays.isEmpty();
  }

  static List<FaultCase> all() {
    return List.of(
        conversion(),
        requiredColumn(),
        widerKey(),
        drops(),
        indexes(),
        constraints(),
        notNull(),
        partitionedIndex(),
        partitionedKeys(),
        partitions(),
        created(),
        reindex(),
        enumValue(),
        rows());
  }

  /// A type conversion with a rename, an index and a CHECK that are kept.
  static FaultCase conversion() {
    return of(
        "m01_conversion",
        """
        CREATE TABLE products (
          id integer PRIMARY KEY, name text, price numeric(10,2) NOT NULL CHECK (price >= 0));
        CREATE INDEX products_price ON products (price DESC) INCLUDE (name);
        CREATE VIEW named AS SELECT id FROM products WHERE id > 10;
        INSERT INTO products SELECT n, 'p' || n, n / 10.0 FROM generate_series(1, 300) n;
        """,
        """
        -- theseus:up   products.price_cents = (price * 100)::bigint
        -- theseus:down products.price = price_cents / 100.0
        ALTER TABLE products ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
        ALTER TABLE products RENAME COLUMN price TO price_cents;
        """);
  }

  /// A required column with a unique index, and a foreign key.
  static FaultCase requiredColumn() {
    return of(
        "m02_required",
        """
        CREATE TABLE cities (id integer PRIMARY KEY);
        CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, city integer);
        INSERT INTO cities SELECT generate_series(0, 9);
        INSERT INTO users SELECT n, 'u' || n, n % 10 FROM generate_series(1, 300) n;
        """,
        """
        -- theseus:up users.email = name || id || '@example.com'
        ALTER TABLE users ADD COLUMN email text NOT NULL;
        CREATE UNIQUE INDEX users_email ON users (email);
        ALTER TABLE users ADD CONSTRAINT users_city FOREIGN KEY (city) REFERENCES cities (id);
        """);
  }

  private static FaultCase widerKey() {
    return of(
        "m03_wider_key",
        """
        CREATE TABLE customers (id serial PRIMARY KEY, name text);
        CREATE TABLE orders (
          id integer PRIMARY KEY,
          customer integer NOT NULL REFERENCES customers (id) ON DELETE CASCADE);
        INSERT INTO customers (name) SELECT 'c' || n FROM generate_series(1, 100) n;
        INSERT INTO orders SELECT n, n % 100 + 1 FROM generate_series(1, 200) n;
        """,
        "ALTER TABLE customers ALTER COLUMN id TYPE bigint;");
  }

  static FaultCase drops() {
    return of(
        "m04_drops",
        """
        CREATE TABLE a (id integer PRIMARY KEY, code text UNIQUE, n integer CONSTRAINT positive CHECK (n > 0), gone text);
        CREATE TABLE b (id integer PRIMARY KEY, a integer CONSTRAINT b_a REFERENCES a (id) ON DELETE CASCADE);
        CREATE TABLE old_stuff (id integer);
        CREATE INDEX a_n ON a (n);
        INSERT INTO a SELECT n, 'c' || n, n, 'g' || n FROM generate_series(1, 100) n;
        INSERT INTO b SELECT n, 1 + n % 100 FROM generate_series(1, 200) n;
        """,
        """
        ALTER TABLE a DROP CONSTRAINT positive;
        ALTER TABLE b DROP CONSTRAINT b_a;
        ALTER TABLE a DROP CONSTRAINT a_code_key;
        ALTER INDEX a_n RENAME TO a_number;
        ALTER TABLE a RENAME CONSTRAINT a_pkey TO a_key;
        -- theseus:down a.gone = 'gone'
        ALTER TABLE a DROP COLUMN gone;
        DROP TABLE old_stuff;
        """);
  }

  static FaultCase indexes() {
    return of(
        "m05_indexes",
        """
        CREATE TABLE items (id integer PRIMARY KEY, name text, stock integer);
        CREATE INDEX items_name ON items (name);
        INSERT INTO items SELECT n, 'i' || n, n % 7 FROM generate_series(1, 300) n;
        CREATE MATERIALIZED VIEW sums AS SELECT stock, count(*) AS n FROM items GROUP BY stock;
        CREATE UNIQUE INDEX sums_stock ON sums (stock);
        CREATE INDEX sums_n ON sums (n);
        """,
        """
        CREATE INDEX ON items (lower(name));
        CREATE UNIQUE INDEX items_id_name ON items (id, name DESC) WHERE stock > 0;
        CREATE INDEX CONCURRENTLY items_stock ON items USING hash (stock);
        DROP INDEX items_name;
        DROP INDEX sums_n;
        CREATE INDEX sums_both ON sums (n, stock);
        """);
  }

  private static FaultCase constraints() {
    return of(
        "m06_constraints",
        """
        CREATE TABLE shops (id integer, code text NOT NULL);
        CREATE TABLE sales (id integer, shop integer, amount numeric);
        INSERT INTO shops SELECT n, 's' || n FROM generate_series(1, 50) n;
        INSERT INTO sales SELECT n, 1 + n % 50, n FROM generate_series(1, 200) n;
        """,
        """
        ALTER TABLE shops ADD PRIMARY KEY (id);
        ALTER TABLE shops ADD CONSTRAINT shops_code UNIQUE (code) DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE sales ADD CONSTRAINT amounts CHECK (amount >= 0);
        ALTER TABLE sales ADD CONSTRAINT sales_shop FOREIGN KEY (shop) REFERENCES shops ON DELETE RESTRICT;
        """);
  }

  static FaultCase notNull() {
    return of(
        "m07_not_null",
        """
        CREATE TABLE notes (id integer PRIMARY KEY, body text, title text NOT NULL, at date);
        INSERT INTO notes SELECT n, nullif('b' || n, 'b7'), 't' || n, '2024-01-01' FROM generate_series(1, 200) n;
        """,
        """
        -- theseus:up notes.body = coalesce(body, '')
        ALTER TABLE notes ALTER COLUMN body SET NOT NULL;
        -- theseus:down notes.title = coalesce(title, '')
        ALTER TABLE notes ALTER COLUMN title DROP NOT NULL;
        ALTER TABLE notes ALTER COLUMN at SET DEFAULT '2025-01-01';
        COMMENT ON COLUMN notes.at IS 'the day';
        """);
  }

  private static final String READINGS =
      """
      CREATE TABLE readings (id integer NOT NULL, sensor integer, value integer) PARTITION BY RANGE (id);
      CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (100);
      CREATE TABLE readings_2 PARTITION OF readings FOR VALUES FROM (100) TO (300) PARTITION BY RANGE (id);
      CREATE TABLE readings_2a PARTITION OF readings_2 FOR VALUES FROM (100) TO (200);
      CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
      INSERT INTO readings SELECT n, n % 50 + 1, n FROM generate_series(0, 199) n;
      """;

  static FaultCase partitionedIndex() {
    return of(
        "m08_partitioned_index",
        READINGS + "CREATE INDEX mine ON readings_rest (sensor) WITH (fillfactor = 70);",
        "CREATE INDEX by_sensor ON readings (sensor);");
  }

  private static FaultCase partitionedKeys() {
    return of(
        "m09_partitioned_keys",
        READINGS
            + "CREATE TABLE sensors (id integer PRIMARY KEY); INSERT INTO sensors SELECT"
            + " generate_series(1, 50);",
        """
        ALTER TABLE readings ADD CONSTRAINT once UNIQUE (id) INCLUDE (value) DEFERRABLE;
        ALTER TABLE readings ADD CONSTRAINT of_sensor FOREIGN KEY (sensor) REFERENCES sensors;
        ALTER TABLE readings ADD CONSTRAINT positive CHECK (value >= 0);
        """);
  }

  /// One goes, one comes, and a key goes that has to be put back on each.
  static FaultCase partitions() {
    return of(
        "m10_partitions",
        """
        CREATE TABLE shops (id integer PRIMARY KEY);
        INSERT INTO shops SELECT generate_series(1, 5);
        CREATE TABLE sales (id integer, day date NOT NULL, shop integer REFERENCES shops) PARTITION BY RANGE (day);
        CREATE INDEX ON sales (shop);
        CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
        CREATE TABLE sales_2 PARTITION OF sales FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
        CREATE TABLE sales_3 (id integer, day date NOT NULL, shop integer);
        INSERT INTO sales SELECT n, '2024-01-01'::date + n % 31, n % 5 + 1 FROM generate_series(1, 100) n;
        """,
        """
        ALTER TABLE sales ATTACH PARTITION sales_3 FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');
        ALTER TABLE sales DETACH PARTITION sales_2;
        -- theseus:up sales.shop = shop
        -- theseus:down sales.shop = shop
        ALTER TABLE sales DROP CONSTRAINT sales_shop_fkey;
        """);
  }

  private static FaultCase created() {
    return of(
        "m11_created",
        """
        CREATE TABLE products (id integer PRIMARY KEY, name text);
        INSERT INTO products SELECT n, 'p' || n FROM generate_series(1, 100) n;
        """,
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE reviews (id bigserial PRIMARY KEY, product integer REFERENCES products (id), felt mood);
        CREATE INDEX ON reviews (product);
        ALTER TABLE reviews ADD CONSTRAINT known CHECK (felt <> 'sad');
        CREATE VIEW best AS SELECT * FROM reviews WHERE felt = 'ok';
        ALTER TABLE products RENAME TO goods;
        """);
  }

  static FaultCase reindex() {
    return of(
        "m12_reindex",
        """
        CREATE TABLE items (id integer PRIMARY KEY, name text);
        CREATE UNIQUE INDEX items_name ON items (name);
        INSERT INTO items SELECT n, 'i' || n FROM generate_series(1, 200) n;
        """,
        "REINDEX TABLE CONCURRENTLY items;");
  }

  private static FaultCase enumValue() {
    return new FaultCase(
        "m13_enum_value",
        """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE days (id integer PRIMARY KEY, felt mood);
        INSERT INTO days SELECT n, 'sad' FROM generate_series(1, 50) n;
        """,
        "ALTER TYPE mood ADD VALUE 'ok' BEFORE 'happy';",
        "SELECT count(*) FROM days WHERE felt <> 'sad'");
  }

  /// Rows that must be taken once each.
  private static FaultCase rows() {
    return new FaultCase(
        "m14_rows",
        """
        CREATE TABLE counters (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0);
        CREATE TABLE archive (id integer, n integer);
        INSERT INTO counters SELECT generate_series(1, 300);
        """,
        """
        -- theseus:batch on
        UPDATE counters SET n = n + 1;
        -- theseus:batch on
        INSERT INTO archive SELECT id, n FROM counters WHERE id % 2 = 0;
        -- theseus:batch on
        DELETE FROM counters WHERE id % 10 = 0;
        """,
        "SELECT count(*) FROM counters WHERE n > 1");
  }

  @Override
  public String toString() {
    return name;
  }
}
