package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.ITEMS;
import static dev.theseus.lifecycle.HardScenarios.run;

import java.util.List;

/// Names and shapes of tables at the edges, and what stands on them.
final class HardTableScenarios {
  private HardTableScenarios() {}

  static List<Scenario> all() {
    return List.of(
        collidingNames(),
        dollarNames(),
        partitioned(),
        viewDefaults(),
        swappedNames(),
        emptyTable(),
        droppedAttributes());
  }

  private static Scenario collidingNames() {
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

  private static Scenario dollarNames() {
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

  private static Scenario partitioned() {
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

  /// A user's view with everything a view may carry, over an exchanged and over a widened column.
  private static Scenario viewDefaults() {
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

  private static Scenario swappedNames() {
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

  private static Scenario emptyTable() {
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

  private static Scenario droppedAttributes() {
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
}
