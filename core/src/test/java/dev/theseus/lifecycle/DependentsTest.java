package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What depends on something that goes at contract goes before it, or keeps the plan from being
/// made.
@Tag("postgres")
class DependentsTest {
  private static final String SHOP =
      """
      CREATE TYPE mood AS ENUM ('x', 'y');
      CREATE DOMAIN amount AS integer;
      CREATE TABLE orders (id serial PRIMARY KEY, amount integer NOT NULL, m mood, am amount);
      CREATE TABLE notes (id integer DEFAULT nextval('orders_id_seq'), note text);
      INSERT INTO orders (amount) VALUES (1);
      CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TRIGGER watch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION quiet();
      CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
      CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 2 * n';
      CREATE INDEX by_twice ON orders (twice(amount));
      CREATE VIEW v AS SELECT id, amount FROM orders;
      CREATE VIEW w AS SELECT id FROM v;
      CREATE FUNCTION search() RETURNS SETOF v LANGUAGE sql STABLE AS 'SELECT * FROM v';
      CREATE FUNCTION every() RETURNS SETOF orders LANGUAGE sql STABLE AS 'SELECT * FROM orders';
      CREATE FUNCTION of_note(n notes) RETURNS text LANGUAGE sql AS 'SELECT n.note';
      CREATE TABLE parts (id integer, m mood) PARTITION BY RANGE (id);
      CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
      """;

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void areRefusedWhereTheyStandAtContract(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SHOP);
      refuses(database, "DROP FUNCTION quiet()", "trigger watch on table public.orders");
      refuses(database, "DROP FUNCTION twice(integer)", "index public.by_twice");
      refuses(database, "DROP TYPE mood", "column m of table public.orders");
      refuses(database, "DROP DOMAIN amount", "column am of table public.orders");
      refuses(database, "DROP VIEW v", "view public.w");
      refuses(database, "DROP VIEW w; DROP VIEW v", "function public.search()");
      refuses(database, "DROP VIEW w, v; DROP FUNCTION search()", "function public.search()");
      refuses(database, "DROP SEQUENCE orders_id_seq", "default value for column id");
      refuses(database, "DROP TABLE notes", "function public.of_note(public.notes)");
      refuses(
          database,
          "DROP VIEW w, v CASCADE; DROP TABLE orders",
          "default value for column id of table public.notes");
      refuses(
          database,
          "-- theseus:down orders.amount = amount::integer\n"
              + "ALTER TABLE orders ALTER amount TYPE bigint",
          "function public.search()");
    }
  }

  private static void refuses(TestDatabase database, String migration, String dependent) {
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1_refused", migration))
        .as(migration)
        .hasMessageContaining(dependent);
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void goInTheOrderOfTheFile(int major) {
    Straight.run(major, SHOP, "DROP FUNCTION search(); DROP VIEW w; DROP VIEW v;");
    Straight.run(major, SHOP, "DROP FUNCTION of_note(notes); ALTER TABLE notes RENAME TO remarks;");
    Straight.run(
        major,
        SHOP,
        """
        DROP FUNCTION of_note;
        DROP TABLE notes;
        DROP FUNCTION search(), every();
        DROP VIEW w, v;
        DROP INDEX by_twice;
        DROP FUNCTION twice(integer);
        DROP TABLE orders;
        DROP FUNCTION quiet();
        DROP DOMAIN amount;
        DROP TABLE part_1, parts;
        DROP TYPE mood;
        """);
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void areNoObstacleWhereTheyGoWithAColumn(int major) {
    Straight.run(
        major,
        SHOP,
        """
        -- theseus:down orders.m = 'x'
        -- theseus:down orders.amount = amount::integer
        -- theseus:down parts.m = 'x'
        DROP FUNCTION search();
        DROP VIEW w;
        DROP VIEW v;
        DROP INDEX by_twice;
        ALTER TABLE orders ALTER amount TYPE bigint;
        ALTER TABLE orders DROP COLUMN m;
        ALTER TABLE parts DROP COLUMN m;
        DROP TYPE mood;
        DROP FUNCTION twice(bigint);
        """);
  }
}
