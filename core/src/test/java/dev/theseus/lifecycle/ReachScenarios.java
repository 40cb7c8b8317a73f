package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.ITEMS;
import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// What may hang on a table while one of its columns is exchanged.
final class ReachScenarios {
  private static final String ROWS =
      "INSERT INTO things (name, amount) SELECT 'n' || n, n FROM generate_series(1, 1000) n;";

  private ReachScenarios() {}

  /// One of each place in which something was lost.
  static List<Scenario> some() {
    return List.of(setNullAndDefault(), commentsAndStatistics(), ownedSequences(), columnGrants());
  }

  static List<Scenario> others() {
    return List.of(
        replicaIdentityFull(),
        replicaIdentityIndex(),
        replicaIdentityKey(),
        cascadesOfTheKey(),
        deferredKeys(),
        exclusionBeside(),
        indexKinds(),
        rulesBeside(),
        generatedAndPolicies(),
        triggersWithConditions(),
        materializedBeside(),
        inheritedFill());
  }

  private static final String TYPE = "ALTER TABLE items ALTER COLUMN amount TYPE bigint;";

  private static Scenario items(String name, String setup, String migration) {
    return Scenario.of(name, ITEMS + setup, migration)
        .both(run("UPDATE items SET amount = ? WHERE id = ?"))
        .both(run("INSERT INTO items (name, amount) VALUES ('b', 1000 + ?)"))
        .both(run("DELETE FROM items WHERE id = 1000 + ?"))
        .differing(
            "SELECT count(*) FROM public.items o JOIN {v}.items n USING (id) WHERE o.amount IS"
                + " DISTINCT FROM n.amount");
  }

  private static Scenario replicaIdentityFull() {
    return items(
        "i1_full",
        "ALTER TABLE items REPLICA IDENTITY FULL; CREATE PUBLICATION \"all\" FOR TABLE items;",
        TYPE);
  }

  /// An index that says which row is meant; without one every UPDATE of a published table fails.
  private static Scenario replicaIdentityIndex() {
    return Scenario.of(
            "i2_index",
            """
            CREATE TABLE things (id bigserial, name text NOT NULL, amount integer NOT NULL);
            CREATE UNIQUE INDEX things_amount ON things (amount);
            ALTER TABLE things REPLICA IDENTITY USING INDEX things_amount;
            ALTER TABLE things CLUSTER ON things_amount;
            COMMENT ON INDEX things_amount IS 'says which';
            CREATE PUBLICATION one FOR TABLE things;
            """
                + ROWS,
            "ALTER TABLE things ALTER COLUMN amount TYPE bigint;")
        .both(run("UPDATE things SET amount = amount + 1000000 WHERE id = ?"))
        .both(run("UPDATE things SET name = 'x' || ? WHERE id = ?"))
        .both(run("DELETE FROM things WHERE id = ? AND id > 800"))
        .differing(
            "SELECT count(*) FROM public.things o JOIN {v}.things n USING (id) WHERE o.amount IS"
                + " DISTINCT FROM n.amount");
  }

  private static Scenario replicaIdentityKey() {
    return Scenario.of(
            "i3_key",
            """
            CREATE TABLE things (id serial PRIMARY KEY, name text NOT NULL, amount integer NOT NULL);
            CREATE PUBLICATION one FOR TABLE things;
            """
                + ROWS,
            "ALTER TABLE things ALTER COLUMN id TYPE bigint;")
        .both(run("UPDATE things SET name = 'x' || ? WHERE id = ?"))
        .both(run("INSERT INTO things (name, amount) VALUES ('x', ?)"))
        .both(run("DELETE FROM things WHERE id = ? AND id > 800"))
        .differing(
            "SELECT count(*) FROM public.things o FULL JOIN {v}.things n ON o.id = n.id WHERE o.id"
                + " IS NULL OR n.id IS NULL");
  }

  /// The key is changed and deleted, and what points at it follows.
  private static Scenario cascadesOfTheKey() {
    return Scenario.of(
            "i4_cascade",
            """
            CREATE TABLE owners (id integer PRIMARY KEY, name text);
            CREATE TABLE pets (id serial PRIMARY KEY, owner integer NOT NULL REFERENCES owners ON UPDATE CASCADE ON DELETE CASCADE);
            CREATE TABLE toys (id serial PRIMARY KEY, owner integer REFERENCES owners ON UPDATE CASCADE ON DELETE SET NULL);
            INSERT INTO owners SELECT n, 'o' || n FROM generate_series(1, 1000) n;
            INSERT INTO pets (owner) SELECT n FROM generate_series(1, 1000) n;
            INSERT INTO toys (owner) SELECT n FROM generate_series(1, 1000) n;
            """,
            "ALTER TABLE owners ALTER COLUMN id TYPE bigint; ALTER TABLE pets ALTER COLUMN owner"
                + " TYPE bigint; ALTER TABLE toys ALTER COLUMN owner TYPE bigint;")
        .both(run("UPDATE owners SET id = id + 100000 WHERE id = ?"))
        .both(run("DELETE FROM owners WHERE id = 100000 + ?"))
        .both(run("UPDATE toys SET owner = NULL WHERE id = ?"))
        .both(run("UPDATE owners SET name = 'x' || ? WHERE id = 100000 + ?"))
        .differing(
            """
            SELECT (SELECT count(*) FROM public.owners o FULL JOIN {v}.owners n ON o.id = n.id WHERE o.id IS NULL OR n.id IS NULL)
              + (SELECT count(*) FROM public.pets o JOIN {v}.pets n USING (id) WHERE o.owner IS DISTINCT FROM n.owner)
              + (SELECT count(*) FROM public.toys o JOIN {v}.toys n USING (id) WHERE o.owner IS DISTINCT FROM n.owner)
              + (SELECT count(*) FROM {v}.toys n WHERE n.owner NOT IN (SELECT id FROM {v}.owners))
              + (SELECT count(*) FROM {v}.pets n WHERE n.owner NOT IN (SELECT id FROM {v}.owners))
            """);
  }

  /// Only the column that points is exchanged; what it points at is changed and deleted.
  private static Scenario setNullAndDefault() {
    return Scenario.of(
            "i5_setnull",
            """
            CREATE TABLE owners (id integer PRIMARY KEY, name text);
            CREATE TABLE pets (id serial PRIMARY KEY, owner integer REFERENCES owners ON UPDATE CASCADE ON DELETE SET NULL, breeder integer NOT NULL DEFAULT 0 REFERENCES owners ON UPDATE SET DEFAULT ON DELETE SET DEFAULT);
            INSERT INTO owners SELECT n, 'o' || n FROM generate_series(0, 1000) n;
            INSERT INTO pets (owner, breeder) SELECT n, n FROM generate_series(1, 1000) n;
            """,
            "ALTER TABLE pets ALTER COLUMN owner TYPE bigint, ALTER COLUMN breeder TYPE bigint;")
        .both(run("UPDATE owners SET id = id + 100000 WHERE id = ?"))
        .both(run("DELETE FROM owners WHERE id = 100000 + ?"))
        .both(run("UPDATE pets SET owner = 0 WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM public.pets o JOIN {v}.pets n USING (id) WHERE o.owner IS"
                + " DISTINCT FROM n.owner OR o.breeder IS DISTINCT FROM n.breeder");
  }

  /// Rows that point at others come before those.
  private static Scenario deferredKeys() {
    return Scenario.of(
            "i6_deferred",
            """
            CREATE TABLE owners (id integer PRIMARY KEY, rank integer, UNIQUE (rank) DEFERRABLE INITIALLY DEFERRED);
            CREATE TABLE pets (id serial PRIMARY KEY, owner integer REFERENCES owners DEFERRABLE INITIALLY DEFERRED, weight integer);
            INSERT INTO owners SELECT n, n FROM generate_series(1, 1000) n;
            INSERT INTO pets (owner, weight) SELECT n, n FROM generate_series(1, 1000) n;
            """,
            "ALTER TABLE owners ALTER COLUMN id TYPE bigint; ALTER TABLE pets ALTER COLUMN owner"
                + " TYPE bigint, ALTER COLUMN weight TYPE bigint;")
        .both(
            client -> {
              int owner = 100_000 + client.random().nextInt(1_000_000_000);
              client.update("INSERT INTO pets (owner, weight) VALUES (?, 1)", owner);
              client.update("INSERT INTO owners (id, rank) VALUES (?, ?)", owner, owner);
            })
        .both(
            client -> {
              client.query("SELECT rank FROM owners WHERE id = 1 FOR UPDATE");
              client.update("UPDATE owners SET rank = 11 - rank WHERE id <= 10");
            })
        .both(run("UPDATE pets SET owner = ? WHERE id = ?"))
        .differing(
            "SELECT count(*) FROM public.pets o JOIN {v}.pets n USING (id) WHERE o.owner IS"
                + " DISTINCT FROM n.owner");
  }

  private static Scenario exclusionBeside() {
    return items(
        "i7_exclusion",
        """
        ALTER TABLE items ADD COLUMN during int4range;
        UPDATE items SET during = int4range(id::integer * 10, id::integer * 10 + 5);
        ALTER TABLE items ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&) WHERE (during IS NOT NULL);
        """,
        TYPE);
  }

  private static Scenario indexKinds() {
    return items(
            "i8_indexes",
            """
            ALTER TABLE items ADD COLUMN tags integer[] DEFAULT '{1}', ADD COLUMN words text DEFAULT 'a b';
            CREATE INDEX i_brin ON items USING brin (amount) WITH (pages_per_range = 4);
            CREATE INDEX i_gin ON items USING gin (tags);
            CREATE INDEX i_ginx ON items USING gin (to_tsvector('simple', words));
            CREATE INDEX i_hash ON items USING hash (amount);
            CREATE INDEX i_cover ON items (name DESC NULLS LAST) INCLUDE (amount, tags) WHERE amount > 10;
            CREATE UNIQUE INDEX i_expr ON items ((amount::text || '-' || id), (lower(words)) COLLATE "C") WITH (fillfactor = 70);
            CREATE UNIQUE INDEX i_part ON items (id) WHERE amount IS NOT NULL;
            COMMENT ON INDEX i_brin IS 'small';
            ALTER INDEX i_expr ALTER COLUMN 1 SET STATISTICS 77;
            """,
            """
            -- theseus:down items.words = words
            -- theseus:down items.tags = tags::integer[]
            ALTER TABLE items ALTER COLUMN amount TYPE bigint, ALTER COLUMN words TYPE varchar(200);
            ALTER TABLE items ALTER COLUMN tags TYPE bigint[] USING tags::bigint[];
            """)
        .both(run("UPDATE items SET words = 'w' || ? WHERE id = ?"));
  }

  private static Scenario rulesBeside() {
    return items(
        "i9_rules",
        """
        CREATE TABLE log (id bigint);
        CREATE RULE written AS ON INSERT TO items DO ALSO INSERT INTO log VALUES (NEW.id);
        CREATE RULE kept AS ON DELETE TO items WHERE OLD.id < 3 DO INSTEAD NOTHING;
        """,
        TYPE);
  }

  private static Scenario generatedAndPolicies() {
    return items(
        "i10_generated",
        """
        ALTER TABLE items ADD COLUMN shout text GENERATED ALWAYS AS (upper(name)) STORED;
        CREATE POLICY named ON items USING (name IS NOT NULL);
        CREATE POLICY more ON items AS RESTRICTIVE FOR SELECT USING (rate > 0);
        """,
        """
        ALTER TABLE items ALTER COLUMN amount TYPE bigint;
        ALTER TABLE items RENAME COLUMN rate TO ratio;
        """);
  }

  private static Scenario triggersWithConditions() {
    return items(
        "i11_triggers",
        """
        CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE TRIGGER of_name BEFORE UPDATE OF name, rate ON items FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION quiet();
        CREATE TRIGGER whole AFTER UPDATE ON items FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION quiet();
        CREATE TRIGGER rows AFTER UPDATE ON items REFERENCING NEW TABLE AS n OLD TABLE AS o FOR EACH STATEMENT EXECUTE FUNCTION quiet();
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION quiet();
        ALTER TABLE items DISABLE TRIGGER whole;
        COMMENT ON TRIGGER of_name ON items IS 'quiet';
        """,
        TYPE + "ALTER TABLE items RENAME COLUMN rate TO ratio;");
  }

  private static Scenario commentsAndStatistics() {
    return items(
        "i12_statistics",
        """
        CREATE STATISTICS "both" (ndistinct, dependencies) ON id, amount FROM items;
        CREATE STATISTICS "of it" ON (amount % 10), name FROM items;
        COMMENT ON STATISTICS "both" IS 'together';
        ALTER STATISTICS "both" SET STATISTICS 50;
        ALTER TABLE items ALTER COLUMN amount SET STATISTICS 33, ALTER COLUMN amount SET (n_distinct = -0.5);
        COMMENT ON COLUMN items.amount IS 'how "many"';
        ALTER TABLE items ADD CONSTRAINT few CHECK (amount >= 0);
        COMMENT ON CONSTRAINT few ON items IS 'not less';
        """,
        TYPE);
  }

  private static Scenario ownedSequences() {
    return items(
        "i13_sequences",
        """
        CREATE SEQUENCE loose OWNED BY items.amount;
        CREATE SEQUENCE tied OWNED BY items.rate;
        ALTER TABLE items ALTER COLUMN rate SET DEFAULT nextval('tied');
        CREATE SEQUENCE second_of OWNED BY items.rate;
        """,
        TYPE + "ALTER TABLE items ALTER COLUMN rate TYPE bigint;");
  }

  private static Scenario materializedBeside() {
    return items(
            "i14_materialized",
            """
            CREATE MATERIALIZED VIEW names AS SELECT id, name FROM items;
            CREATE UNIQUE INDEX ON names (id);
            CREATE VIEW short AS SELECT id FROM names;
            """,
            TYPE)
        .both(client -> client.query("SELECT count(*) FROM short"));
  }

  private static Scenario columnGrants() {
    return items(
        "i15_grants",
        """
        GRANT SELECT (id, amount), UPDATE (amount) ON items TO PUBLIC;
        GRANT REFERENCES (amount), INSERT (amount) ON items TO CURRENT_USER WITH GRANT OPTION;
        GRANT TRUNCATE, TRIGGER ON items TO PUBLIC;
        """,
        TYPE);
  }

  private static Scenario inheritedFill() {
    return Scenario.of(
            "i16_inherited",
            FAMILY,
            "ALTER TABLE people ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();")
        .both(run("INSERT INTO workers (name, pay) VALUES ('o', ?)"))
        .both(run("UPDATE people SET name = 'x' || ? WHERE id = ?"));
  }

  private static final String FAMILY =
      """
      CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL);
      CREATE TABLE workers (pay integer) INHERITS (people);
      INSERT INTO people (name) SELECT 'p' || n FROM generate_series(1, 500) n;
      INSERT INTO workers (name, pay) SELECT 'w' || n, n FROM generate_series(1, 500) n;
      """;
}
