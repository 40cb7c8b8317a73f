package dev.theseus.lifecycle;

import dev.theseus.testkit.ClientGroup;
import java.util.List;

/// Tables and writes at the edges of what the planner has to carry through all phases: each stood
/// for a way in which values could be lost or a statement fail.
final class HardScenarios {
  private static final String ITEMS =
      """
      CREATE TABLE items (id bigserial PRIMARY KEY, name text NOT NULL, amount integer NOT NULL, rate integer NOT NULL DEFAULT 2);
      INSERT INTO items (name, amount) SELECT 'n' || n, n FROM generate_series(1, 1000) n;
      """;

  private HardScenarios() {}

  static List<Scenario> all() {
    return List.of(
        sharedColumn(),
        derivedColumn(),
        droppedForeignKeyAndTypes(),
        droppedCheckAndType(),
        droppedKeyAndRename(),
        collidingNames(),
        dollarNames(),
        upsert(),
        collation(),
        partitioned(),
        selfReference(),
        compositeKeys(),
        twoColumnCheck(),
        viewDefaults(),
        numericArrays(),
        droppedIndexAndType(),
        swappedNames(),
        generatedKept(),
        domains(),
        enums(),
        jsonColumns(),
        emptyTable(),
        droppedAttributes(),
        touchTrigger());
  }

  static ClientGroup.Script run(String sql) {
    return client -> {
      int marks = (int) sql.chars().filter(c -> c == '?').count();
      Object[] values = new Object[marks];
      for (int i = 0; i < marks; i++) {
        values[i] = 1 + client.random().nextInt(900);
      }
      client.update(sql, values);
    };
  }

  /// `up` and `down` read a column both versions share.
  static Scenario sharedColumn() {
    return Scenario.of(
            "h1_shared",
            ITEMS,
            """
            -- theseus:up items.amount = amount::bigint * rate
            -- theseus:down items.amount = amount / rate
            ALTER TABLE items ALTER COLUMN amount TYPE bigint USING amount * rate;
            """)
        .old(run("UPDATE items SET rate = 1 + ? % 5 WHERE id = ?"))
        .old(run("UPDATE items SET amount = ? WHERE id = ?"))
        .old(run("INSERT INTO items (name, amount, rate) VALUES ('o', ?, 1 + ? % 5)"))
        .differing(
            "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE n.amount <>"
                + " o.amount * o.rate");
  }

  static Scenario derivedColumn() {
    return Scenario.of(
            "h2_derived",
            ITEMS,
            """
            -- theseus:up items.label = name || '!'
            ALTER TABLE items ADD COLUMN label text NOT NULL;
            """)
        .oracle("TRUNCATE items; ALTER TABLE items ADD COLUMN label text NOT NULL;")
        .old(run("UPDATE items SET name = 'n' || ? WHERE id = ?"))
        .old(run("INSERT INTO items (name, amount) VALUES ('o' || ?, 1)"))
        .differing("SELECT count(*) FROM {v}.items WHERE label <> name || '!'");
  }

  private static final String FAMILY =
      """
      CREATE TABLE parents (id integer PRIMARY KEY, name text);
      CREATE TABLE children (id serial PRIMARY KEY, parent integer CONSTRAINT fk REFERENCES parents ON UPDATE CASCADE ON DELETE SET NULL);
      INSERT INTO parents SELECT n, 'p' || n FROM generate_series(1, 1000) n;
      INSERT INTO children (parent) SELECT n FROM generate_series(1, 1000) n;
      """;

  static Scenario droppedForeignKeyAndTypes() {
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

  static Scenario droppedCheckAndType() {
    return Scenario.of(
            "h4_check",
            ITEMS + "ALTER TABLE items ADD CONSTRAINT some_amount CHECK (amount >= 0);",
            """
            ALTER TABLE items DROP CONSTRAINT some_amount;
            ALTER TABLE items ALTER COLUMN amount TYPE bigint;
            """)
        .both(run("UPDATE items SET amount = ? WHERE id = ?"));
  }

  static Scenario droppedKeyAndRename() {
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

  static Scenario collidingNames() {
    String schema =
        """
        CREATE TABLE a (id serial PRIMARY KEY, b_c integer);
        CREATE TABLE a_b (id serial PRIMARY KEY, c integer);
        INSERT INTO a (b_c) SELECT n FROM generate_series(1, 1000) n;
        INSERT INTO a_b (c) SELECT n FROM generate_series(1, 1000) n;
        """;
    return Scenario.of(
            "h6_collide",
            schema,
            """
            -- theseus:down a.b_c = (b_c / 10)::integer
            -- theseus:down a_b.c = (c / 100)::integer
            ALTER TABLE a ALTER COLUMN b_c TYPE bigint USING b_c * 10;
            ALTER TABLE a_b ALTER COLUMN c TYPE bigint USING c * 100;
            """)
        .old(run("UPDATE a SET b_c = ? WHERE id = ?"))
        .old(run("UPDATE a_b SET c = ? WHERE id = ?"))
        .young(run("UPDATE a SET b_c = ? * 10 WHERE id = ?"))
        .young(run("UPDATE a_b SET c = ? * 100 WHERE id = ?"))
        .differing(
            """
            SELECT (SELECT count(*) FROM public.a o JOIN {v}.a n USING (id) WHERE n.b_c <> o.b_c * 10)
              + (SELECT count(*) FROM public.a_b o JOIN {v}.a_b n USING (id) WHERE n.c <> o.c * 100)
            """);
  }

  static Scenario dollarNames() {
    return Scenario.of(
            "h7 $theseus$ '%{x}'",
            """
            CREATE TABLE "t$theseus${a}%" (id serial PRIMARY KEY, "$theseus$" integer, "{x} %s 'q'" integer NOT NULL CHECK ("{x} %s 'q'" > 0));
            INSERT INTO "t$theseus${a}%" ("$theseus$", "{x} %s 'q'") SELECT n, n FROM generate_series(1, 1000) n;
            """,
            """
            ALTER TABLE "t$theseus${a}%" ALTER COLUMN "$theseus$" TYPE bigint, ALTER COLUMN "{x} %s 'q'" TYPE bigint;
            """)
        .both(run("UPDATE \"t$theseus${a}%\" SET \"$theseus$\" = ? WHERE id = ?"))
        .both(run("INSERT INTO \"t$theseus${a}%\" (\"{x} %s 'q'\") VALUES (?)"));
  }

  static Scenario upsert() {
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

  static Scenario collation() {
    return Scenario.of(
            "h10_collation",
            ITEMS + "CREATE INDEX by_name ON items (name);",
            "ALTER TABLE items ALTER COLUMN name TYPE text COLLATE \"C\";")
        .both(run("UPDATE items SET name = 'ä' || ? WHERE id = ?"));
  }

  static Scenario partitioned() {
    return Scenario.of(
            "h11_partitioned",
            """
            CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, kind integer NOT NULL, price numeric(10,2) CHECK (price >= 0)) PARTITION BY RANGE (day);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2020-07-01');
            CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2020-07-01') TO ('2021-01-01') PARTITION BY LIST (kind);
            CREATE TABLE events_2a PARTITION OF events_2 FOR VALUES IN (0, 1);
            CREATE TABLE events_2b PARTITION OF events_2 DEFAULT;
            CREATE INDEX ON events (id);
            INSERT INTO events SELECT n, date '2020-01-01' + n % 360, n % 4, n FROM generate_series(1, 1000) n;
            """,
            """
            -- theseus:down events.price = price / 100.0
            -- theseus:up events.label = 'e' || id
            ALTER TABLE events ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
            ALTER TABLE events ADD COLUMN label text NOT NULL;
            """)
        .oracle(
            """
            TRUNCATE events;
            ALTER TABLE events ALTER COLUMN price TYPE bigint USING (price * 100)::bigint;
            ALTER TABLE events ADD COLUMN label text NOT NULL;
            """)
        .old(run("INSERT INTO events VALUES (1000 + ?, date '2020-01-01' + ? % 360, ? % 4, ?)"))
        .old(run("UPDATE events SET price = ? WHERE id = ?"))
        .young(
            run(
                "INSERT INTO events (id, day, kind, price, label) VALUES (1000 + ?, date"
                    + " '2020-01-01' + ? % 360, ? % 4, ?, 'x')"))
        .young(run("UPDATE events SET price = ?, label = 'y' WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM public.events WHERE price * 100 IS DISTINCT FROM"
                + " (_theseus_price)");
  }

  static Scenario selfReference() {
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

  static Scenario compositeKeys() {
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

  static Scenario twoColumnCheck() {
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

  /// A user's view with everything a view may carry, over an exchanged and over a widened column.
  static Scenario viewDefaults() {
    return Scenario.of(
            "h15_view",
            ITEMS
                + """
                ALTER TABLE items ADD COLUMN code varchar(10);
                CREATE VIEW cheap WITH (security_barrier = true) AS SELECT id, name, amount, code FROM items WHERE amount < 5000 WITH LOCAL CHECK OPTION;
                ALTER VIEW cheap ALTER COLUMN name SET DEFAULT 'cheap';
                COMMENT ON COLUMN cheap.name IS 'its name';
                CREATE VIEW nested AS SELECT id FROM cheap;
                """,
            "ALTER TABLE items ALTER COLUMN amount TYPE bigint, ALTER COLUMN code TYPE"
                + " varchar(20);")
        .oracle(
            """
            DROP VIEW nested;
            DROP VIEW cheap;
            ALTER TABLE items ALTER COLUMN amount TYPE bigint, ALTER COLUMN code TYPE varchar(20);
            CREATE VIEW cheap WITH (security_barrier = true) AS SELECT id, name, amount, code FROM items WHERE amount < 5000 WITH LOCAL CHECK OPTION;
            ALTER VIEW cheap ALTER COLUMN name SET DEFAULT 'cheap';
            COMMENT ON COLUMN cheap.name IS 'its name';
            CREATE VIEW nested AS SELECT id FROM cheap;
            """)
        .both(run("INSERT INTO cheap (amount) VALUES (?)"))
        .both(run("UPDATE cheap SET amount = ? WHERE id = ?"))
        .stays("code");
  }

  static Scenario numericArrays() {
    return Scenario.of(
            "h16_array",
            """
            CREATE TABLE samples (id serial PRIMARY KEY, v double precision[], s varchar(10)[]);
            INSERT INTO samples (v, s) SELECT ARRAY[n / 3.0, 'NaN', NULL], ARRAY['x' || n] FROM generate_series(1, 1000) n;
            """,
            """
            -- theseus:down samples.v = v::double precision[]
            ALTER TABLE samples ALTER COLUMN v TYPE numeric(10,2)[] USING v::numeric[];
            """)
        .old(run("UPDATE samples SET v = ARRAY[? / 7.0] WHERE id = ?"))
        .young(run("UPDATE samples SET v = ARRAY[? / 7.0] WHERE id = ?"));
  }

  static Scenario droppedIndexAndType() {
    return Scenario.of(
            "h17_index",
            ITEMS
                + "CREATE INDEX dead ON items (amount); CREATE INDEX alive ON items ((amount +"
                + " rate) DESC NULLS LAST, name text_pattern_ops) INCLUDE (rate) WHERE amount > 3;"
                + " CREATE STATISTICS st ON id, amount FROM items;",
            "DROP INDEX dead; ALTER TABLE items ALTER COLUMN amount TYPE bigint;")
        .both(run("UPDATE items SET amount = ? WHERE id = ?"));
  }

  static Scenario swappedNames() {
    return Scenario.of(
            "h18_swap",
            ITEMS,
            """
            ALTER TABLE items RENAME COLUMN amount TO tmp;
            ALTER TABLE items RENAME COLUMN rate TO amount;
            ALTER TABLE items RENAME COLUMN tmp TO rate;
            ALTER TABLE items ALTER COLUMN rate TYPE bigint;
            """)
        .old(run("UPDATE items SET amount = ? WHERE id = ?"))
        .young(run("UPDATE items SET rate = ? WHERE id = ?"))
        .young(run("INSERT INTO items (name, amount, rate) VALUES ('y', ?, ?)"))
        .differing(
            "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE o.amount <>"
                + " n.rate OR o.rate <> n.amount");
  }

  static Scenario generatedKept() {
    return Scenario.of(
            "h19_generated",
            ITEMS
                + "ALTER TABLE items ADD COLUMN doubled integer GENERATED ALWAYS AS (rate * 2)"
                + " STORED;",
            """
            -- theseus:up items.total = amount + rate * 2
            ALTER TABLE items ADD COLUMN total integer NOT NULL;
            ALTER TABLE items ALTER COLUMN amount TYPE bigint;
            """)
        .oracle(
            """
            TRUNCATE items;
            ALTER TABLE items ADD COLUMN total integer NOT NULL;
            ALTER TABLE items ALTER COLUMN amount TYPE bigint;
            """)
        .old(run("UPDATE items SET rate = ? WHERE id = ?"))
        .old(run("INSERT INTO items (name, amount) VALUES ('o', ?)"))
        .young(run("INSERT INTO items (name, amount, total) VALUES ('o', ?, 3)"));
  }

  static Scenario domains() {
    return Scenario.of(
            "h20_domain",
            "CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE DOMAIN label AS text;"
                + ITEMS
                + "ALTER TABLE items ADD COLUMN size positive DEFAULT 1;",
            """
            -- theseus:down items.size = size::integer
            ALTER TABLE items ALTER COLUMN size TYPE bigint USING size::bigint;
            ALTER TABLE items ALTER COLUMN name TYPE label;
            """)
        .both(run("UPDATE items SET size = ? WHERE id = ?"))
        .both(run("UPDATE items SET name = 'd' || ? WHERE id = ?"))
        .stays("name");
  }

  static Scenario enums() {
    return Scenario.of(
            "h21_enum",
            "CREATE TYPE mood AS ENUM ('sad', 'ok');"
                + ITEMS
                + "ALTER TABLE items ADD COLUMN mood text DEFAULT 'ok' CHECK (mood IN ('sad',"
                + " 'ok'));",
            """
            -- theseus:down items.mood = mood::text
            ALTER TABLE items DROP CONSTRAINT items_mood_check;
            ALTER TABLE items ALTER COLUMN mood DROP DEFAULT;
            ALTER TABLE items ALTER COLUMN mood TYPE mood USING mood::mood;
            ALTER TABLE items ALTER COLUMN mood SET DEFAULT 'sad';
            """)
        .old(run("INSERT INTO items (name, amount) VALUES ('o', ?)"))
        .old(run("UPDATE items SET mood = 'sad' WHERE id = ?"))
        .young(run("INSERT INTO items (name, amount) VALUES ('y', ?)"))
        .young(run("UPDATE items SET mood = 'ok' WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE o.mood IS"
                + " DISTINCT FROM n.mood::text");
  }

  static Scenario jsonColumns() {
    return Scenario.of(
            "h22_json",
            """
            CREATE TABLE docs (id serial PRIMARY KEY, doc json, geo point, x xml);
            INSERT INTO docs (doc, geo) SELECT json_build_object('a', n, 'ü', 'ß'), point(n, n) FROM generate_series(1, 1000) n;
            """,
            """
            -- theseus:up docs.body = doc
            -- theseus:up docs.place = point(geo[0] + 1, geo[1])
            ALTER TABLE docs ALTER COLUMN doc TYPE jsonb;
            ALTER TABLE docs ADD COLUMN body json NOT NULL;
            ALTER TABLE docs ADD COLUMN place point;
            """)
        .oracle(
            """
            TRUNCATE docs;
            ALTER TABLE docs ALTER COLUMN doc TYPE jsonb;
            ALTER TABLE docs ADD COLUMN body json NOT NULL;
            ALTER TABLE docs ADD COLUMN place point;
            """)
        .old(run("UPDATE docs SET doc = '{\"b\": 1,  \"b\": 2}', geo = point(?, 1) WHERE id = ?"))
        .old(run("INSERT INTO docs (doc) VALUES (json_build_object('x', ?))"))
        .young(run("INSERT INTO docs (doc, body) VALUES (jsonb_build_object('x', ?), '{}')"))
        .young(run("UPDATE docs SET doc = jsonb_build_object('x', ?) WHERE id = ?"));
  }

  static Scenario emptyTable() {
    return Scenario.of(
        "h23_empty",
        "CREATE TABLE empty (id bigserial PRIMARY KEY, n integer); CREATE TABLE single (v text);"
            + " INSERT INTO single VALUES ('1');",
        """
        -- theseus:down single.v = v::text
        ALTER TABLE empty ALTER COLUMN n TYPE text;
        ALTER TABLE single ALTER COLUMN v TYPE integer USING v::integer;
        """);
  }

  static Scenario droppedAttributes() {
    return Scenario.of(
            "h24_attributes",
            "CREATE TABLE t (gone1 text, id serial PRIMARY KEY, gone2 integer, n integer); ALTER"
                + " TABLE t DROP COLUMN gone1, DROP COLUMN gone2; INSERT INTO t (n) SELECT n FROM"
                + " generate_series(1, 1000) n;",
            "ALTER TABLE t ALTER COLUMN n TYPE bigint; ALTER TABLE t RENAME COLUMN id TO key;")
        .old(run("UPDATE t SET n = ? WHERE id = ?"))
        .young(run("UPDATE t SET n = ? WHERE key = ?"))
        .differing("SELECT count(*) FROM public.t o JOIN {v}.t n ON o.id = n.key WHERE o.n <> n.n");
  }

  /// A user's trigger changes the exchanged column itself.
  static Scenario touchTrigger() {
    return Scenario.of(
            "h26_trigger",
            ITEMS
                + """
                CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.amount := NEW.amount + 1; RETURN NEW; END $$;
                CREATE TRIGGER bump BEFORE UPDATE OF name ON items FOR EACH ROW EXECUTE FUNCTION bump();
                """,
            "ALTER TABLE items ALTER COLUMN amount TYPE bigint;")
        .both(run("UPDATE items SET name = 'x' || ? WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE o.amount <>"
                + " n.amount");
  }
}
