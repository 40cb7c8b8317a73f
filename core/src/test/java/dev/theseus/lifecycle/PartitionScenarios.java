package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Partitioned tables: by range, divided again by list, with a default partition.
final class PartitionScenarios {
  private static final String READINGS =
      """
      CREATE TABLE sensors (id integer PRIMARY KEY);
      INSERT INTO sensors SELECT generate_series(1, 50);
      CREATE TABLE readings (id integer NOT NULL, sensor integer, value integer) PARTITION BY RANGE (id);
      CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (1000);
      CREATE TABLE readings_2 PARTITION OF readings FOR VALUES FROM (1000) TO (3000)
        PARTITION BY RANGE (id);
      CREATE TABLE readings_2a PARTITION OF readings_2 FOR VALUES FROM (1000) TO (2000);
      CREATE TABLE "readings 2b" PARTITION OF readings_2 DEFAULT;
      CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
      INSERT INTO readings SELECT n, n % 50 + 1, n FROM generate_series(0, 3999) n;
      """;

  private PartitionScenarios() {}

  /// On PostgreSQL 18 NOT NULL of a key's columns becomes each partition's own, which no statement
  /// undoes.
  static Scenario primaryKey() {
    return Scenario.of("p4_primary", READINGS, "ALTER TABLE readings ADD PRIMARY KEY (id, value);")
        .stays("readings_id_not_null")
        .both(run("UPDATE readings SET sensor = ? WHERE id = ?"));
  }

  static List<Scenario> all() {
    return List.of(
        index(),
        uniqueIndex(),
        keys(),
        constraints(),
        pointingBack(),
        required(),
        attached(),
        withoutForeignKey(),
        withoutIndex(),
        created(),
        detached(),
        dropped(),
        withDefault());
  }

  private static Scenario writing(Scenario scenario) {
    return scenario
        .both(run("UPDATE readings SET value = ? WHERE id = ?"))
        .both(run("UPDATE readings SET sensor = 1 + ? % 50 WHERE id = ?"))
        .both(run("INSERT INTO readings VALUES (100000 + ?, 1 + ? % 50, 7)"))
        .both(run("DELETE FROM readings WHERE value = ? AND id = ? AND value > 5000"));
  }

  private static Scenario index() {
    return writing(
        Scenario.of(
            "p1_index",
            READINGS
                + """
                CREATE INDEX mine ON readings_rest (sensor) WITH (fillfactor = 70);
                CREATE TABLE readings_1_sensor_idx (id integer);
                """,
            """
            CREATE INDEX by_sensor ON readings (sensor);
            CREATE INDEX ON readings ((value / 2) DESC, sensor) INCLUDE (id) WHERE value > 3;
            """));
  }

  private static Scenario uniqueIndex() {
    return Scenario.of("p2_unique", READINGS, "CREATE UNIQUE INDEX ON readings (id, sensor DESC);")
        .both(run("UPDATE readings SET value = ? WHERE id = ?"));
  }

  private static Scenario keys() {
    return Scenario.of(
            "p3_keys",
            READINGS
                + "ALTER TABLE readings_1 ADD CONSTRAINT readings_1_id_sensor_key UNIQUE (sensor,"
                + " id);",
            """
            ALTER TABLE readings ADD CONSTRAINT once UNIQUE (id) INCLUDE (value) DEFERRABLE;
            ALTER TABLE readings ADD UNIQUE (id, sensor);
            """)
        .both(run("UPDATE readings SET value = ? WHERE id = ?"));
  }

  private static Scenario constraints() {
    return writing(
        Scenario.of(
            "p5_constraints",
            READINGS,
            """
            ALTER TABLE readings ADD CONSTRAINT of_sensor FOREIGN KEY (sensor) REFERENCES sensors
              ON DELETE CASCADE DEFERRABLE;
            ALTER TABLE readings ADD CHECK (value >= 0);
            """));
  }

  private static Scenario required() {
    return writing(
        Scenario.of(
            "p7_required",
            READINGS,
            """
            -- theseus:up readings.value = coalesce(value, 0)
            ALTER TABLE readings ALTER COLUMN value SET NOT NULL;
            """));
  }

  /// Two keys, of which one points at the table itself, another at a partitioned table.
  private static Scenario pointingBack() {
    return Scenario.of(
            "p6_self",
            READINGS
                + """
                ALTER TABLE readings ADD COLUMN before integer;
                ALTER TABLE readings ADD UNIQUE (id);
                CREATE TABLE notes (id serial, reading integer) PARTITION BY HASH (id);
                CREATE TABLE notes_1 PARTITION OF notes FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE notes_2 PARTITION OF notes FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                INSERT INTO notes (reading) SELECT n FROM generate_series(1, 900) n;
                """,
            """
            ALTER TABLE readings ADD FOREIGN KEY (before) REFERENCES readings (id);
            ALTER TABLE notes ADD FOREIGN KEY (reading) REFERENCES readings (id);
            """)
        .both(run("UPDATE readings SET before = ? WHERE id = ?"))
        .both(run("UPDATE notes SET reading = ? WHERE id = ?"));
  }

  private static final String DAYS =
      """
      CREATE TABLE shops (id integer PRIMARY KEY);
      INSERT INTO shops SELECT generate_series(1, 50);
      CREATE TABLE sales (id serial, day date DEFAULT '2024-01-05' NOT NULL, shop integer REFERENCES shops, price integer CHECK (price > 0), twice integer GENERATED ALWAYS AS (price * 2) STORED) PARTITION BY RANGE (day);
      CREATE INDEX ON sales (shop, (price + 1));
      CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
      CREATE TABLE sales_2 PARTITION OF sales FOR VALUES FROM ('2024-02-01') TO ('2024-03-01') PARTITION BY LIST (shop);
      CREATE TABLE sales_2a PARTITION OF sales_2 FOR VALUES IN (1, 2);
      INSERT INTO sales (day, shop, price) SELECT '2024-01-01'::date + n % 31, n % 50 + 1, n FROM generate_series(1, 1000) n;
      """;

  private static Scenario selling(Scenario scenario) {
    return scenario
        .both(run("UPDATE sales SET price = ? WHERE id = ?"))
        .both(run("INSERT INTO sales (shop, price) VALUES (1 + ? % 50, ?)"))
        .both(client -> client.query("SELECT count(*) FROM sales WHERE shop = ?", 7));
  }

  private static Scenario withoutForeignKey() {
    return selling(
        Scenario.of(
            "p13_no_key",
            DAYS + "ALTER TABLE sales ADD CONSTRAINT dated CHECK (day > '2000-01-01');",
            """
            -- theseus:up sales.shop = shop
            -- theseus:down sales.shop = shop
            ALTER TABLE sales DROP CONSTRAINT sales_shop_fkey;
            -- theseus:up sales.day = day
            -- theseus:down sales.day = day
            ALTER TABLE sales DROP CONSTRAINT dated;
            """));
  }

  private static Scenario withoutIndex() {
    return selling(Scenario.of("p14_no_index", DAYS, "DROP INDEX sales_shop_expr_idx;"));
  }

  private static Scenario attached() {
    return selling(
        Scenario.of(
            "p8_attach",
            DAYS
                + """
                CREATE TABLE sales_3 (id integer NOT NULL, day date NOT NULL, shop integer, price integer CHECK (price > 0), twice integer GENERATED ALWAYS AS (price * 2) STORED);
                ALTER TABLE sales_3 RENAME CONSTRAINT sales_3_price_check TO sales_price_check;
                CREATE TABLE "sales 2b" (LIKE sales_2 INCLUDING ALL);
                """,
            """
            ALTER TABLE sales ATTACH PARTITION sales_3 FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');
            ALTER TABLE sales_2 ATTACH PARTITION "sales 2b" FOR VALUES IN (3, NULL);
            """));
  }

  private static Scenario created() {
    return selling(
        Scenario.of(
            "p9_create",
            DAYS,
            """
            CREATE TABLE sales_3 PARTITION OF sales FOR VALUES FROM ('2024-03-01') TO ('2024-04-01') WITH (fillfactor = 90);
            CREATE TABLE sales_4 PARTITION OF public.sales FOR VALUES FROM ('2024-04-01') TO (MAXVALUE) PARTITION BY LIST (shop);
            """));
  }

  private static Scenario detached() {
    return selling(Scenario.of("p10_detach", DAYS, "ALTER TABLE sales DETACH PARTITION sales_2;"));
  }

  private static Scenario dropped() {
    return selling(Scenario.of("p11_drop", DAYS, "DROP TABLE sales_2a; DROP TABLE sales_2;"));
  }

  private static Scenario withDefault() {
    return selling(
        Scenario.of(
            "p12_default",
            DAYS
                + "CREATE TABLE sales_rest PARTITION OF sales DEFAULT; INSERT INTO sales (day,"
                + " shop, price) SELECT '2020-01-01', 4, n FROM generate_series(1, 1000) n;",
            """
            CREATE TABLE sales_3 PARTITION OF sales FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');
            ALTER TABLE sales DETACH PARTITION sales_2;
            DROP TABLE sales_2a;
            """));
  }
}
