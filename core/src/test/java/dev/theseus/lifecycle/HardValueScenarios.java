package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.ITEMS;
import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Values and types at the edges: shared, derived, generated, of domains, enums, arrays and json.
final class HardValueScenarios {
  private HardValueScenarios() {}

  static List<Scenario> all() {
    return List.of(
        sharedColumn(),
        derivedColumn(),
        collation(),
        numericArrays(),
        generatedKept(),
        domains(),
        enums(),
        jsonColumns(),
        touchTrigger(),
        undeclaredFunction());
  }

  /// `up` and `down` read a column both versions share.
  private static Scenario sharedColumn() {
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

  private static Scenario derivedColumn() {
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

  private static Scenario collation() {
    return Scenario.of(
            "h10_collation",
            ITEMS + "CREATE INDEX by_name ON items (name);",
            "ALTER TABLE items ALTER COLUMN name TYPE text COLLATE \"C\";")
        .both(run("UPDATE items SET name = 'ä' || ? WHERE id = ?"));
  }

  private static Scenario numericArrays() {
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

  private static Scenario generatedKept() {
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

  private static Scenario domains() {
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

  private static Scenario enums() {
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

  private static Scenario jsonColumns() {
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

  /// A user's trigger changes the exchanged column itself.
  private static Scenario touchTrigger() {
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

  /// A function whose author did not say that it is immutable, as most do not.
  private static Scenario undeclaredFunction() {
    return Scenario.of(
            "h27_volatile",
            ITEMS
                + """
                CREATE FUNCTION tenfold(integer) RETURNS bigint LANGUAGE sql AS 'SELECT $1 * 10::bigint';
                ALTER TABLE items ADD COLUMN weight integer;
                UPDATE items SET weight = id WHERE id > 500;
                """,
            """
            -- theseus:down items.amount = (amount / 10)::integer
            -- theseus:down items.weight = (weight / 10)::integer
            ALTER TABLE items ALTER COLUMN amount TYPE bigint USING tenfold(amount);
            ALTER TABLE items ALTER COLUMN weight TYPE bigint USING tenfold(weight);
            """)
        .old(run("UPDATE items SET amount = ? WHERE id = ?"))
        .old(run("INSERT INTO items (name, amount) VALUES ('o', ?)"))
        .old(run("UPDATE items SET weight = NULLIF(? % 2, 0) WHERE id = ?"))
        .young(run("UPDATE items SET amount = 10 * ? WHERE id = ?"))
        .young(run("UPDATE items SET weight = 10 * NULLIF(? % 2, 0) WHERE id = ?"))
        .differing(
            """
            SELECT count(*) FROM public.items o JOIN {v}.items n USING (id)
            WHERE n.amount <> o.amount * 10 OR n.weight IS DISTINCT FROM o.weight * 10
            """);
  }
}
