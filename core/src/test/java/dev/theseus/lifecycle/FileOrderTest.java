package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.RawStatement;
import dev.theseus.pacing.Pacing;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Changes of data among changes of tables: the rows at the end are those that the plain SQL gives,
/// statement by statement in the order of the file.
@Tag("postgres")
class FileOrderTest {
  private static final String SHOP =
      """
      CREATE TABLE countries (code text PRIMARY KEY, name text);
      CREATE TABLE countries_new (code text, name text);
      CREATE TABLE customers (id int PRIMARY KEY, email text);
      CREATE TABLE orders (
        id int PRIMARY KEY, email text, country text CONSTRAINT orders_country REFERENCES countries,
        status text CONSTRAINT orders_status CHECK (status IN ('open', 'finished')),
        note text DEFAULT 'first');
      CREATE TABLE codes (code text, n int);
      CREATE UNIQUE INDEX codes_code ON codes (code);
      ALTER TABLE codes ALTER code SET NOT NULL;
      INSERT INTO countries VALUES ('de', 'old'), ('fr', 'old');
      INSERT INTO countries_new VALUES ('de', 'new'), ('fr', 'new'), ('it', 'new');
      INSERT INTO customers SELECT n, 'c' || n % 40 FROM generate_series(1, 50) n;
      INSERT INTO orders SELECT n, 'c' || n % 60, CASE WHEN n % 2 = 0 THEN 'de' ELSE 'fr' END,
        CASE WHEN n % 3 = 0 THEN 'finished' ELSE 'open' END FROM generate_series(1, 200) n;
      INSERT INTO codes SELECT code, 1 FROM countries;
      """;

  /// @param back whether the release is rolled back and started again in between
  record Case(String name, String setup, String migration, boolean back) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, String migration) {
    return new Case(name, SHOP, migration, true);
  }

  /// A release whose changes of rows do not give the same when they are repeated.
  private static Case once(String name, String setup, String migration) {
    return new Case(name, SHOP + setup, migration, false);
  }

  private static List<Case> constraints() {
    return List.of(
        once(
            "a_table_is_emptied_and_filled_again",
            "",
            """
            ALTER TABLE orders DROP CONSTRAINT orders_country;
            TRUNCATE countries;
            INSERT INTO countries SELECT * FROM countries_new;
            ALTER TABLE orders ADD CONSTRAINT orders_country FOREIGN KEY (country) REFERENCES countries;
            """),
        once(
            "a_check_is_exchanged",
            "",
            """
            ALTER TABLE orders DROP CONSTRAINT orders_status;
            UPDATE orders SET status = 'done' WHERE status = 'finished';
            ALTER TABLE orders ADD CONSTRAINT orders_status CHECK (status IN ('open', 'done', 'finished'));
            """),
        of(
            "a_new_key_is_an_arbiter",
            """
            CREATE UNIQUE INDEX new_code ON countries_new (code);
            INSERT INTO countries_new VALUES ('de', 'again'), ('es', 'new') ON CONFLICT (code) DO UPDATE SET name = excluded.name;
            """),
        of(
            "duplicates_go_before_the_key_comes",
            """
            DELETE FROM customers c USING customers o WHERE c.email = o.email AND c.id > o.id;
            ALTER TABLE customers ADD CONSTRAINT customers_email UNIQUE (email);
            """),
        of(
            "duplicates_go_behind_a_fill",
            """
            ALTER TABLE customers ADD COLUMN no bigserial;
            DELETE FROM customers c USING customers o WHERE c.email = o.email AND c.no > o.no;
            CREATE UNIQUE INDEX customers_email ON customers (email);
            """),
        of(
            "a_foreign_key_means_an_adopted_key",
            """
            ALTER TABLE codes ADD CONSTRAINT codes_pkey PRIMARY KEY USING INDEX codes_code;
            ALTER TABLE orders ADD CONSTRAINT orders_code FOREIGN KEY (country) REFERENCES codes;
            """));
  }

  private static List<Case> fills() {
    return List.of(
        once(
            "an_interval_is_rounded",
            """
            CREATE TABLE timed (id int PRIMARY KEY, took interval day to second(3));
            INSERT INTO timed SELECT n, n * interval '1.234 s' FROM generate_series(1, 100) n;
            """,
            """
            -- theseus:down timed.took = took
            -- theseus:up timed.took = took::interval day to second(0)
            ALTER TABLE timed ALTER COLUMN took TYPE interval day to second(0);
            """),
        of(
            "a_filled_column_is_read",
            """
            ALTER TABLE customers ADD COLUMN no bigserial;
            ALTER TABLE orders ADD COLUMN customer_no bigint;
            UPDATE orders o SET customer_no = c.no FROM customers c WHERE c.email = o.email AND c.id < 40;
            CREATE TABLE numbers (no bigint PRIMARY KEY, email text, gone int);
            INSERT INTO numbers SELECT no, email FROM customers;
            ALTER TABLE numbers DROP COLUMN gone;
            CREATE TABLE copies AS SELECT no, id FROM customers;
            CREATE VIEW copied AS SELECT no FROM copies;
            COMMENT ON VIEW copied IS 'numbers';
            """),
        once(
            "a_filled_column_is_read_through_a_view_and_a_block",
            """
            CREATE VIEW people AS SELECT * FROM customers;
            CREATE MATERIALIZED VIEW counted AS SELECT count(email) AS n FROM customers;
            CREATE UNIQUE INDEX ON counted (n);
            CREATE TABLE sums (what text, n bigint);
            """,
            """
            ALTER TABLE customers ADD COLUMN no bigserial;
            INSERT INTO customers (id, email) SELECT 900, 'late';
            INSERT INTO sums SELECT 'view', count(*) FROM people;
            REFRESH MATERIALIZED VIEW CONCURRENTLY counted;
            DO $$ BEGIN INSERT INTO sums SELECT 'block', max(no) FROM customers; END $$;
            DELETE FROM customers WHERE id = 900;
            """),
        once(
            "what_acts_on_rows_keeps_its_place",
            """
            CREATE TABLE log (what text);
            CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_ARGV[0]); RETURN NULL; END $$;
            CREATE TRIGGER early AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION log('early');
            CREATE SEQUENCE numbers;
            CREATE TABLE numbered (id int DEFAULT nextval('numbers'), what text);
            """,
            """
            ALTER TABLE orders DISABLE TRIGGER early;
            ALTER TABLE orders DROP CONSTRAINT orders_status;
            UPDATE orders SET status = 'done' WHERE status = 'finished';
            ALTER TABLE orders ENABLE TRIGGER early;
            CREATE TRIGGER late AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION log('late');
            INSERT INTO orders (id, email) SELECT 901, 'x' WHERE NOT EXISTS (SELECT FROM orders WHERE id = 901);
            ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'second';
            INSERT INTO orders (id, email) SELECT 902, 'x' WHERE NOT EXISTS (SELECT FROM orders WHERE id = 902);
            DELETE FROM numbered;
            SELECT setval('numbers', 500);
            INSERT INTO numbered (what) VALUES ('after');
            ALTER SEQUENCE numbers RESTART WITH 7;
            """));
  }

  static Stream<Arguments> cases() {
    return Scenario.onEachMajor(Stream.concat(constraints().stream(), fills().stream()).toList());
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("cases")
  void givesTheRowsOfThePlainSql(int major, Case one) {
    try (TestDatabase database = TestServers.database(major);
        TestDatabase plain = TestDatabase.on(database.server())) {
      database.sql(one.setup());
      plain.sql(one.setup());
      for (RawStatement statement : Grammar.split(one.migration())) {
        plain.sql(statement.text());
      }
      CatalogDump before = CatalogDump.of(database);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      if (one.back()) {
        theseus.start(Lifecycle.plan(theseus, "v1", one.migration()));
        theseus.rollback();
        assertThat(before.changesTo(CatalogDump.of(database))).as("after rollback").isEmpty();
      }
      theseus.start(Lifecycle.plan(theseus, "v1", one.migration()));
      theseus.complete();
      theseus.contract(ContractOptions.withSoak(Duration.ZERO));

      assertThat(CatalogDump.of(plain).changesTo(CatalogDump.of(database, "public_v1"))).isEmpty();
      assertThat(rows(database)).isEqualTo(rows(plain));
    }
  }

  private static Map<String, List<List<String>>> rows(TestDatabase database) {
    Map<String, List<List<String>>> rows = new TreeMap<>();
    for (List<String> table :
        database.query(
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                + " AND relkind IN ('r', 'm')")) {
      rows.put(
          table.getFirst(),
          database.query(
              "SELECT to_jsonb(t)::text FROM %s t ORDER BY 1".formatted(table.getFirst())));
    }
    return rows;
  }

  /// A partition comes before the statement that makes room for it, where that one has to wait.
  @EachMajor
  void refusesAPartitionThatRowsAreStillInTheWayOf(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE days (d int, x text CONSTRAINT days_x CHECK (x <> '')) PARTITION BY RANGE (d);
        CREATE TABLE days_rest PARTITION OF days DEFAULT;
        INSERT INTO days SELECT n, 'x' FROM generate_series(1, 19) n;
        ANALYZE days;
        """);
    Theseus theseus =
        Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
    String partition =
        """
        DELETE FROM days WHERE d >= 10;
        CREATE TABLE days_10 PARTITION OF days FOR VALUES FROM (10) TO (20);
        """;
    assertThatThrownBy(
            () ->
                Lifecycle.plan(
                    theseus, "v1", "ALTER TABLE days DROP CONSTRAINT days_x;" + partition))
        .hasMessageContaining(
            "create table on \"public.days\" would run before the rows that a statement before it"
                + " changes")
        .hasMessageContaining("release of its own after this one");

    theseus.start(Lifecycle.plan(theseus, "v1", partition));
    assertThat(database.number("SELECT count(*) FROM days")).isEqualTo(9);
  }

  /// A uuid is another one in each database.
  @EachMajor
  void derivesFromARandomDefault(TestDatabase database) {
    database.sql(SHOP);
    Theseus theseus =
        Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
    theseus.start(
        Lifecycle.plan(
            theseus,
            "v1",
            """
            ALTER TABLE customers ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
            ALTER TABLE customers ADD COLUMN short text;
            UPDATE customers SET short = left(token::text, 8);
            """));
    assertThat(
            database.number(
                "SELECT count(*) FROM customers WHERE short IS DISTINCT FROM left(token::text, 8)"))
        .isZero();
  }

  /// The same while both versions write.
  @EachMajor
  void keepsTheOrderBesideWriters(TestDatabase database) throws InterruptedException {
    Scenario scenario =
        Scenario.of(
                "f1_order",
                SHOP,
                """
                ALTER TABLE customers ADD COLUMN no bigserial;
                ALTER TABLE orders ADD COLUMN customer_no bigint;
                UPDATE orders o SET customer_no = c.no FROM customers c WHERE c.id = o.id;
                CREATE UNIQUE INDEX orders_no ON orders (customer_no);
                INSERT INTO orders (id, customer_no) SELECT 5000 + id, no FROM customers WHERE id <= 50 ON CONFLICT (customer_no) DO NOTHING;
                """)
            .both(run("UPDATE orders SET note = 'n' || ? WHERE id = ?"))
            .both(run("UPDATE customers SET email = email WHERE id = ?"))
            .both(
                run(
                    "INSERT INTO customers SELECT 1000 + max(id) + ?, 'm' FROM customers ON"
                        + " CONFLICT DO NOTHING"));
    try (Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      lifecycle.run();

      assertThat(
              database.number(
                  "SELECT count(*) FROM orders o JOIN customers c USING (id) WHERE o.customer_no IS"
                      + " DISTINCT FROM c.no"))
          .isZero();
      assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(200);
    }
  }
}
