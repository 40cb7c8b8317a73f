package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A key becomes bigint together with the foreign keys, indexes and sequences around it.
@Tag("postgres")
class WiderKeyTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWritingWhileKeysGrow(int major, Scenario scenario)
      throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  /// The old version sees a placeholder, the same one in the row and in what points at it.
  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void keepsRowsTogetherWhoseKeysTheOldTypeCannotHold(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          """
          CREATE TABLE orders (id serial PRIMARY KEY, parent integer REFERENCES orders, note text);
          CREATE TABLE items (line serial PRIMARY KEY, order_id integer NOT NULL REFERENCES orders ON DELETE CASCADE);
          INSERT INTO orders (note) VALUES ('first');
          """);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      Plan plan =
          Lifecycle.plan(
              theseus,
              "v1_keys",
              """
              ALTER TABLE orders ALTER id TYPE bigint, ALTER parent TYPE bigint;
              ALTER TABLE items ALTER order_id TYPE bigint;
              ALTER SEQUENCE orders_id_seq AS bigint;
              """);
      theseus.start(plan);
      String path = "SET search_path = " + plan.version().orElseThrow().searchPath() + ";";

      database.sql(
          path
              + """
              INSERT INTO orders (id, parent, note) VALUES (5000000000, 5000000000, 'big'), (5000000001, 5000000000, 'child');
              INSERT INTO items (order_id) VALUES (5000000000), (5000000001), (1);
              UPDATE items SET order_id = 5000000001 WHERE order_id = 1;
              """);
      database.sql("INSERT INTO items (order_id) SELECT id FROM orders WHERE note = 'big'");
      database.sql("UPDATE orders SET note = note || '!' WHERE id < 0");

      assertThat(database.number("SELECT count(*) FROM orders WHERE id < 0 AND parent < 0"))
          .isEqualTo(2);
      assertThat(
              database.query(
                  "SELECT o.note, count(*) FROM items JOIN orders o ON o.id = order_id GROUP BY 1"
                      + " ORDER BY 1"))
          .containsExactly(List.of("big!", "2"), List.of("child!", "2"));
      String view = plan.version().orElseThrow().schema().quoted();
      assertThat(
              database.query(
                  "SELECT order_id, count(*) FROM %s.items GROUP BY 1 ORDER BY 1".formatted(view)))
          .containsExactly(List.of("5000000000", "2"), List.of("5000000001", "2"));
      assertThat(database.number("SELECT count(*) FROM theseus.divergence")).isPositive();
      database.sql(path + "DELETE FROM orders WHERE parent = 5000000000 AND id <> parent");
      assertThat(database.number("SELECT count(*) FROM items")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void namesWhatStaysNarrowAroundAKey(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          """
          CREATE TABLE orders (id serial PRIMARY KEY);
          CREATE TABLE items (order_id integer CONSTRAINT "of" REFERENCES orders);
          """);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      String alone = "ALTER TABLE orders ALTER id TYPE bigint;";
      String items = "ALTER TABLE items ALTER order_id TYPE bigint;";
      String sequence = "ALTER SEQUENCE orders_id_seq AS bigint;";

      assertThat(Lifecycle.plan(theseus, "v1", alone).warnings())
          .containsExactly(
              "sequence \"public.orders_id_seq\" of \"id\" of \"public.orders\" is not widened:"
                  + " where it has the old type it ends at 2147483647; add ALTER SEQUENCE"
                  + " \"public\".\"orders_id_seq\" AS bigint",
              "foreign key \"of\" of \"public.items\" points at \"id\" of \"public.orders\","
                  + " which becomes bigint, from \"order_id\", which stays integer: it cannot"
                  + " point at a key above 2147483647; change the type of \"order_id\" in this"
                  + " release too");
      assertThat(Lifecycle.plan(theseus, "v1", alone + items + sequence).warnings()).isEmpty();
    }
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(WiderKeyScenarios.all());
  }
}
