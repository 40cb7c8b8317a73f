package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.ITEMS;
import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Keys, foreign keys, checks and indexes at the edges.
final class HardKeyScenarios {
  private static final String FAMILY =
      """
      CREATE TABLE parents (id integer PRIMARY KEY, name text);
      CREATE TABLE children (id serial PRIMARY KEY, parent integer CONSTRAINT fk REFERENCES parents ON UPDATE CASCADE ON DELETE SET NULL);
      INSERT INTO parents SELECT n, 'p' || n FROM generate_series(1, 1000) n;
      INSERT INTO children (parent) SELECT n FROM generate_series(1, 1000) n;
      """;

  private HardKeyScenarios() {}

  static List<Scenario> all() {
    return List.of(
        droppedForeignKeyAndTypes(),
        droppedCheckAndType(),
        droppedKeyAndRename(),
        upsert(),
        selfReference(),
        compositeKeys(),
        twoColumnCheck(),
        droppedIndexAndType());
  }

  private static Scenario droppedForeignKeyAndTypes() {
    return Scenario.of(
            "h3_fk",
            FAMILY,
            """
            ALTER TABLE children DROP CONSTRAINT fk;
            ALTER TABLE parents ALTER COLUMN id TYPE bigint;
            ALTER TABLE children ALTER COLUMN parent TYPE bigint;
            ALTER TABLE children ADD CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parents (id);
            """)
        .both(run("UPDATE children SET parent = ? WHERE id = ?"))
        .both(run("INSERT INTO children (parent) VALUES (?)"))
        .differing(
            "SELECT count(*) FROM public.children o JOIN {v}.children n ON n.id = o.id WHERE"
                + " n.parent IS DISTINCT FROM o.parent");
  }

  private static Scenario droppedCheckAndType() {
    return Scenario.of(
            "h4_check",
            ITEMS + "ALTER TABLE items ADD CONSTRAINT some_amount CHECK (amount >= 0);",
            """
            ALTER TABLE items DROP CONSTRAINT some_amount;
            ALTER TABLE items ALTER COLUMN amount TYPE bigint;
            """)
        .both(run("UPDATE items SET amount = ? WHERE id = ?"));
  }

  private static Scenario droppedKeyAndRename() {
    return Scenario.of(
            "h5_key",
            ITEMS
                + "ALTER TABLE items ADD CONSTRAINT one UNIQUE (name, id); CREATE INDEX an ON items"
                + " (amount);",
            """
            ALTER TABLE items DROP CONSTRAINT one;
            ALTER TABLE items RENAME CONSTRAINT items_pkey TO goods_pkey;
            ALTER TABLE items RENAME TO goods;
            DROP INDEX an;
            """)
        .oracle(
            """
            ALTER TABLE items DROP CONSTRAINT one;
            ALTER TABLE items RENAME CONSTRAINT items_pkey TO goods_pkey;
            ALTER TABLE items RENAME TO goods;
            DROP INDEX an;
            """)
        .old(run("UPDATE items SET amount = ? WHERE id = ?"))
        .young(run("UPDATE goods SET amount = ? WHERE id = ?"));
  }

  private static Scenario upsert() {
    return Scenario.of(
            "h9_upsert",
            """
            CREATE TABLE counters (code varchar(20) NOT NULL, n integer NOT NULL, note text, UNIQUE (code, n));
            INSERT INTO counters SELECT 'c' || n, n FROM generate_series(1, 1000) n;
            """,
            "ALTER TABLE counters ALTER COLUMN n TYPE bigint;")
        .both(
            run(
                "INSERT INTO counters (code, n) VALUES ('c' || ?, ?) ON CONFLICT (code, n) DO"
                    + " UPDATE SET note = 'again'"))
        .both(
            run(
                "WITH x AS (UPDATE counters SET note = 'w' || ? WHERE n = ? RETURNING code, n, note) SELECT * INTO TEMP TABLE IF_ANY FROM x"
                    .replace(
                        "SELECT * INTO TEMP TABLE IF_ANY FROM x",
                        "UPDATE counters SET note = note WHERE false")))
        .differing(
            "SELECT count(*) FROM (SELECT code, n FROM public.counters EXCEPT SELECT code, n FROM"
                + " {v}.counters) x");
  }

  private static Scenario selfReference() {
    return Scenario.of(
            "h12_self",
            """
            CREATE TABLE tree (id integer PRIMARY KEY, parent integer REFERENCES tree ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO tree SELECT n, NULLIF(n / 2, 0) FROM generate_series(1, 1000) n;
            """,
            "ALTER TABLE tree ALTER COLUMN id TYPE bigint, ALTER COLUMN parent TYPE bigint;")
        .both(run("UPDATE tree SET parent = 1 + ? % 10 WHERE id = 500 + ? % 500"))
        .both(run("DELETE FROM tree WHERE id = 900 + ? % 100"))
        .differing(
            "SELECT count(*) FROM public.tree o FULL JOIN {v}.tree n ON o.id = n.id WHERE o.id IS"
                + " NULL OR n.id IS NULL OR o.parent IS DISTINCT FROM n.parent");
  }

  private static Scenario compositeKeys() {
    return Scenario.of(
            "h13_composite",
            """
            CREATE TABLE lines (a integer, b text, note text, PRIMARY KEY (a, b));
            CREATE TABLE parts (id serial PRIMARY KEY, a integer, b text, FOREIGN KEY (a, b) REFERENCES lines MATCH FULL ON UPDATE CASCADE);
            INSERT INTO lines SELECT n, 'b' || n FROM generate_series(1, 1000) n;
            INSERT INTO parts (a, b) SELECT n, 'b' || n FROM generate_series(1, 1000) n;
            """,
            """
            ALTER TABLE lines ALTER COLUMN a TYPE bigint;
            ALTER TABLE parts ALTER COLUMN a TYPE bigint;
            """)
        .old(run("UPDATE lines SET b = 'B' || a WHERE a = ?"))
        .young(run("UPDATE lines SET b = 'B' || a WHERE a = ?"))
        .both(run("UPDATE parts SET a = NULL, b = NULL WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM public.parts o JOIN {v}.parts n ON o.id = n.id WHERE o.a IS"
                + " DISTINCT FROM n.a");
  }

  private static Scenario twoColumnCheck() {
    return Scenario.of(
            "h14_check2",
            ITEMS
                + "ALTER TABLE items ADD CONSTRAINT two CHECK (amount >= rate - 10); COMMENT ON"
                + " CONSTRAINT two ON items IS 'both';",
            "ALTER TABLE items ALTER COLUMN amount TYPE numeric; ALTER TABLE items RENAME COLUMN"
                + " rate TO ratio;")
        .old(run("UPDATE items SET amount = ?, rate = 3 WHERE id = ?"))
        .young(run("UPDATE items SET amount = ?, ratio = 2 WHERE id = ?"));
  }

  private static Scenario droppedIndexAndType() {
    return Scenario.of(
            "h17_index",
            ITEMS
                + "CREATE INDEX dead ON items (amount); CREATE INDEX alive ON items ((amount +"
                + " rate) DESC NULLS LAST, name text_pattern_ops) INCLUDE (rate) WHERE amount > 3;"
                + " CREATE STATISTICS st ON id, amount FROM items;",
            "DROP INDEX dead; ALTER TABLE items ALTER COLUMN amount TYPE bigint;")
        .both(run("UPDATE items SET amount = ? WHERE id = ?"));
  }
}
