package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Integer keys that become bigint together with what points at them, with every kind of foreign
/// key and sequence.
final class WiderKeyScenarios {
  private WiderKeyScenarios() {}

  static List<Scenario> all() {
    return List.of(
        serialWithSequence(),
        identity("w2_by_default", "BY DEFAULT"),
        identity("w3_always", "ALWAYS"),
        severalTables(),
        selfReference(),
        compositeKey(),
        keyAlone(),
        replicaIdentity(),
        viewsOverBoth());
  }

  private static final String AGREE =
      """
      SELECT count(*) FROM public.items o JOIN {v}.items n ON n.line = o.line
      WHERE n.order_id IS DISTINCT FROM o.order_id
      """;

  private static final String ITEMS =
      """
      CREATE TABLE items (
        line serial PRIMARY KEY,
        order_id integer NOT NULL CONSTRAINT items_order REFERENCES orders ON DELETE CASCADE);
      CREATE INDEX items_order_idx ON items (order_id);
      INSERT INTO orders (note) SELECT 'o' || n FROM generate_series(1, 1000) n;
      INSERT INTO items (order_id) SELECT n FROM generate_series(1, 1000) n;
      """;

  private static Scenario orders(String name, String orders, String migration) {
    return Scenario.of(name, orders + ITEMS, migration)
        .both(run("INSERT INTO orders (note) VALUES ('any' || ?)"))
        .both(run("UPDATE orders SET note = 'm' || ? WHERE id = ?"))
        .both(
            run("INSERT INTO items (order_id) SELECT max(id) FROM orders WHERE id <= 1 + ? % 600"))
        .both(run("DELETE FROM orders WHERE id = 700 + ? % 200"))
        .differing(AGREE);
  }

  private static Scenario serialWithSequence() {
    return orders(
            "w1_serial",
            "CREATE TABLE orders (id serial PRIMARY KEY, note text);",
            """
            ALTER TABLE orders ALTER id TYPE bigint;
            ALTER TABLE items ALTER order_id TYPE bigint;
            ALTER SEQUENCE orders_id_seq AS bigint;
            """)
        .stays("orders_id_seq");
  }

  private static Scenario identity(String name, String how) {
    return orders(
        name,
        "CREATE TABLE orders (id integer GENERATED %s AS IDENTITY PRIMARY KEY, note text);"
            .formatted(how),
        """
        ALTER TABLE orders ALTER id TYPE bigint;
        ALTER TABLE items ALTER order_id TYPE bigint;
        """);
  }

  private static Scenario severalTables() {
    return orders(
            "w4_several",
            """
            CREATE TABLE orders (id serial PRIMARY KEY, note text);
            CREATE TABLE bills (
              id serial PRIMARY KEY,
              order_id integer UNIQUE REFERENCES orders ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
              other integer);
            CREATE TABLE hints (order_id integer, n serial, PRIMARY KEY (order_id, n));
            ALTER TABLE bills ADD CONSTRAINT bills_other FOREIGN KEY (other) REFERENCES orders
              ON UPDATE RESTRICT NOT VALID;
            INSERT INTO bills (order_id) SELECT NULL FROM generate_series(1, 100) n;
            INSERT INTO hints (order_id) SELECT 2000 + n FROM generate_series(1, 100) n;
            ALTER TABLE hints ADD CONSTRAINT hints_order FOREIGN KEY (order_id) REFERENCES orders
              ON DELETE CASCADE ON UPDATE CASCADE NOT VALID;
            """,
            """
            ALTER TABLE orders ALTER id TYPE bigint;
            ALTER TABLE items ALTER order_id TYPE bigint;
            ALTER TABLE bills ALTER order_id TYPE bigint, ALTER other TYPE bigint;
            ALTER TABLE hints ALTER order_id TYPE bigint;
            """)
        .both(run("INSERT INTO bills (other) VALUES (1 + ? % 500)"))
        .both(run("INSERT INTO hints (order_id) VALUES (1 + ? % 500)"));
  }

  private static Scenario selfReference() {
    return Scenario.of(
            "w5_tree",
            """
            CREATE TABLE nodes (id serial PRIMARY KEY, parent integer REFERENCES nodes ON DELETE CASCADE, root integer NOT NULL REFERENCES nodes);
            CREATE INDEX ON nodes (parent) WHERE parent IS NOT NULL;
            INSERT INTO nodes (id, parent, root) SELECT n, NULLIF(n / 2, 0), 1 FROM generate_series(1, 1000) n;
            SELECT setval('nodes_id_seq', 1000);
            """,
            "ALTER TABLE nodes ALTER id TYPE bigint, ALTER parent TYPE bigint, ALTER root TYPE"
                + " bigint;")
        .both(run("INSERT INTO nodes (parent, root) VALUES (1 + ? % 100, 1)"))
        .both(run("UPDATE nodes SET parent = 1 + ? % 10 WHERE id = 500 + ? % 500"))
        .both(run("DELETE FROM nodes WHERE id = 900 + ? % 100"))
        .differing(
            "SELECT count(*) FROM public.nodes o FULL JOIN {v}.nodes n ON o.id = n.id WHERE o.id IS"
                + " NULL OR n.id IS NULL OR o.parent IS DISTINCT FROM n.parent OR o.root <>"
                + " n.root");
  }

  private static Scenario compositeKey() {
    return Scenario.of(
            "w6_composite",
            """
            CREATE TABLE orders (tenant integer, id integer GENERATED BY DEFAULT AS IDENTITY, note text, PRIMARY KEY (tenant, id));
            CREATE TABLE items (line serial PRIMARY KEY, tenant integer NOT NULL, order_id integer,
              FOREIGN KEY (tenant, order_id) REFERENCES orders ON DELETE CASCADE);
            CREATE INDEX ON items (tenant, order_id);
            INSERT INTO orders (tenant, note) SELECT n % 3, 'o' || n FROM generate_series(1, 999) n;
            INSERT INTO items (tenant, order_id) SELECT n % 3, n FROM generate_series(1, 999) n;
            """,
            """
            ALTER TABLE orders ALTER COLUMN id TYPE bigint;
            ALTER TABLE items ALTER COLUMN order_id TYPE bigint;
            """)
        .both(run("INSERT INTO orders (tenant, note) VALUES (? % 3, 'any')"))
        .both(
            run("INSERT INTO items (tenant, order_id) SELECT tenant, id FROM orders WHERE id = ?"))
        .both(run("UPDATE items SET order_id = NULL WHERE line = ?"))
        .differing(AGREE);
  }

  /// PostgreSQL lets a foreign key join an integer to a bigint.
  private static Scenario keyAlone() {
    return orders(
            "w7_alone",
            "CREATE TABLE orders (id serial PRIMARY KEY, note text);",
            "ALTER TABLE orders ALTER id TYPE bigint;")
        .differing(
            """
            SELECT count(*) FROM public.orders o FULL JOIN {v}.orders n ON o.id = n.id
            WHERE o.id IS NULL OR n.id IS NULL
            """);
  }

  private static Scenario replicaIdentity() {
    return orders(
        "w8_replica",
        """
        CREATE TABLE orders (id serial CONSTRAINT "the key" PRIMARY KEY, note text);
        ALTER TABLE orders REPLICA IDENTITY USING INDEX "the key";
        ALTER TABLE orders CLUSTER ON "the key";
        COMMENT ON INDEX "the key" IS 'mine';
        """,
        """
        ALTER TABLE orders ALTER id TYPE bigint;
        ALTER TABLE items ALTER order_id TYPE bigint;
        """);
  }

  private static Scenario viewsOverBoth() {
    return orders(
            "w9_views",
            "CREATE TABLE orders (id serial PRIMARY KEY, note text);",
            """
            ALTER TABLE orders ALTER id TYPE bigint;
            ALTER TABLE items ALTER order_id TYPE bigint;
            """)
        .oracle(
            """
            DROP VIEW joined;
            ALTER TABLE orders ALTER id TYPE bigint;
            ALTER TABLE items ALTER order_id TYPE bigint;
            CREATE VIEW joined AS SELECT o.id, o.note, i.line FROM orders o JOIN items i ON i.order_id = o.id;
            """)
        .setup(
            "CREATE VIEW joined AS SELECT o.id, o.note, i.line FROM orders o JOIN items i ON"
                + " i.order_id = o.id;")
        .both(client -> client.query("SELECT count(id) FROM joined"));
  }
}
