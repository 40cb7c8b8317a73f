package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tables that others point at are dropped and emptied one foreign key at a time.
@Tag("postgres")
class KeyOrderTest {
  private static final String SHOP =
      """
      CREATE TABLE shops (id serial PRIMARY KEY);
      CREATE TABLE orders (id serial PRIMARY KEY, shop integer CONSTRAINT orders_shop REFERENCES shops, parent integer REFERENCES orders);
      CREATE TABLE items (line serial PRIMARY KEY, order_id integer CONSTRAINT items_order REFERENCES orders);
      CREATE TABLE bills (id serial PRIMARY KEY, order_id integer CONSTRAINT bills_order REFERENCES orders ON DELETE CASCADE);
      INSERT INTO shops SELECT FROM generate_series(1, 3);
      INSERT INTO orders (shop) SELECT 1 FROM generate_series(1, 1000);
      INSERT INTO items (order_id) SELECT n FROM generate_series(1, 1000) n;
      """;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWritingUntilATableGoes(int major, Scenario scenario)
      throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static List<Scenario> all() {
    return List.of(
        Scenario.of("d1_cascade", SHOP, "DROP TABLE orders CASCADE;")
            .old(run("INSERT INTO orders (shop) VALUES (1 + ? % 3)"))
            .both(run("INSERT INTO items (order_id) VALUES (NULLIF(?, 0) * NULL::integer)")),
        Scenario.of("d2_both", SHOP, "DROP TABLE items; DROP TABLE bills; DROP TABLE orders;")
            .old(run("INSERT INTO items (order_id) VALUES (?)"))
            .both(run("INSERT INTO shops SELECT FROM generate_series(1, 1 + 0 * ?)")),
        Scenario.of(
                "d3_renamed",
                SHOP,
                "ALTER TABLE items RENAME TO lines; DROP TABLE orders CASCADE; DROP TABLE bills;")
            .old(run("INSERT INTO items (order_id) VALUES (?)")));
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(all());
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void locksTwoTablesAtMost(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SHOP);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      Plan plan = Lifecycle.plan(theseus, "v1", "DROP TABLE orders CASCADE;");

      assertThat(plan.steps().stream().map(KeyOrderTest::locks))
          .containsExactly(
              List.of("public.bills", "public.orders"),
              List.of("public.items", "public.orders"),
              List.of("public.orders", "public.shops"),
              List.of("public.orders"));
    }
  }

  private static List<String> locks(Step step) {
    return step.head().locks().stream()
        .filter(lock -> lock.level() == LockLevel.ACCESS_EXCLUSIVE)
        .map(LockUse::object)
        .map(Object::toString)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void truncatesBehindTheKeysThatTheReleaseDrops(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SHOP);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
      String drops =
          """
          ALTER TABLE items DROP CONSTRAINT items_order;
          ALTER TABLE bills DROP CONSTRAINT bills_order;
          """;

      assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", "TRUNCATE orders;"))
          .hasMessageContaining(
              "foreign key \"items_order\" of \"public.items\" points at \"public.orders\", so"
                  + " PostgreSQL does not truncate it alone")
          .hasMessageContaining("ALTER TABLE \"public\".\"items\" DROP CONSTRAINT \"items_order\"")
          .hasMessageContaining("bills_order");
      theseus.start(Lifecycle.plan(theseus, "v1", drops + "TRUNCATE orders;"));

      assertThat(database.number("SELECT count(*) FROM orders")).isZero();
      assertThat(database.number("SELECT count(*) FROM items")).isEqualTo(1000);
      assertThatThrownBy(theseus::rollback).hasMessageContaining("restore from a backup");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void declaresEveryTableThatTruncateCascadeEmpties(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(SHOP);
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      Plan plan = Lifecycle.plan(theseus, "v1", "TRUNCATE shops CASCADE;");

      assertThat(locks(plan.steps().getFirst()))
          .containsExactly("public.bills", "public.items", "public.orders", "public.shops");
      assertThat(plan.warnings())
          .anyMatch(
              text ->
                  text.endsWith(
                      "TRUNCATE public.shops CASCADE takes all rows of \"public.items\" too, which"
                          + " points at \"public.orders\" by \"items_order\""));
      theseus.start(plan);
      assertThat(database.number("SELECT count(*) FROM items")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void refusesWhatOnlyALockedTableCanBuild(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          "CREATE TABLE bookings (room integer, during tsrange); INSERT INTO bookings VALUES (1);"
              + " CREATE TABLE empty (during tsrange);");
      Theseus theseus =
          Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();

      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "v1",
                      "ALTER TABLE bookings ADD CONSTRAINT once EXCLUDE USING gist (during WITH"
                          + " &&);"))
          .hasMessageContaining(
              "an exclusion constraint on \"public.bookings\" (or a key WITHOUT OVERLAPS): its"
                  + " index would be built while nobody can read or write the table")
          .hasMessageContaining("v1.sql:1")
          .hasMessageContaining("put it on a new table");
      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "v1",
                      "ALTER TABLE bookings ADD UNIQUE (room) WITH (fillfactor=70);"))
          .hasMessageContaining("write two: CREATE UNIQUE INDEX name ON … WITH (…)");
      assertThat(
              Lifecycle.plan(
                      theseus,
                      "v1",
                      """
                      CREATE TABLE more (during tsrange);
                      ALTER TABLE more ADD EXCLUDE USING gist (during WITH &&);
                      ALTER TABLE empty ADD EXCLUDE USING gist (during WITH &&);
                      """)
                  .steps())
          .hasSize(3);
    }
  }
}
