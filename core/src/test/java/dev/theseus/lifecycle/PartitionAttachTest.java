package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The way back of an attachment: none, where rows could have come through the parent.
@Tag("postgres")
class PartitionAttachTest {
  private static final String ORDERS =
      """
      CREATE TABLE buyers (id integer PRIMARY KEY);
      INSERT INTO buyers VALUES (1), (2);
      CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES buyers, code integer)
        PARTITION BY RANGE (id);
      ALTER TABLE orders ADD UNIQUE (id, code);
      CREATE INDEX ON orders (buyer);
      CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
      CREATE TABLE lines (id integer REFERENCES orders);
      CREATE TABLE orders_2 (id integer NOT NULL, buyer integer, code integer);
      """;

  private static final String ATTACH =
      "ALTER TABLE orders ATTACH PARTITION orders_2 FOR VALUES FROM (100) TO (200);";

  @EachMajor
  void keepsRowsThatCameThroughTheParent(TestDatabase database) {
    database.sql(ORDERS);
    List<String> warnings = new ArrayList<>();
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .listener(
                event -> {
                  if (event instanceof MigrationEvent.Warning warning) {
                    warnings.add(warning.text());
                  }
                })
            .build();
    theseus.start(Lifecycle.plan(theseus, "v1", ATTACH));
    database.sql("INSERT INTO orders VALUES (150, 1, 1); INSERT INTO lines VALUES (150);");

    theseus.rollback();

    assertThat(database.number("SELECT count(*) FROM orders WHERE id = 150")).isEqualTo(1);
    assertThat(warnings).anyMatch(one -> one.contains("stays attached: it holds rows"));
    Plan again = Lifecycle.plan(theseus, "v1", ATTACH);
    assertThat(again.steps()).isEmpty();
    assertThat(again.warnings()).anyMatch(one -> one.contains("is this partition of"));
    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", ATTACH.replace("200", "300")))
        .hasMessageContaining("is a partition of \"public.orders\" already");
  }

  @EachMajor
  void detachesAnEmptyOne(TestDatabase database) {
    database.sql(ORDERS);
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    theseus.start(Lifecycle.plan(theseus, "v1", ATTACH));

    theseus.rollback();

    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  /// On PostgreSQL 18 NOT NULL of a key's columns becomes each partition's own.
  private static boolean own(String difference) {
    return difference.contains("not_null") && difference.endsWith("local");
  }

  @EachMajor
  void attachesATableThatIsDividedItself(TestDatabase database) {
    String setup =
        ORDERS.replace("code integer);\n", "code integer) PARTITION BY RANGE (id);\n")
            + """
            CREATE TABLE orders_2a PARTITION OF orders_2 FOR VALUES FROM (100) TO (150);
            CREATE TABLE orders_2b PARTITION OF orders_2 DEFAULT;
            """;
    String rows = "INSERT INTO orders_2 SELECT n, 1, n FROM generate_series(100, 199) n;";
    database.sql(setup);
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    theseus.start(Lifecycle.plan(theseus, "v1", ATTACH));
    theseus.rollback();
    assertThat(before.changesTo(CatalogDump.of(database))).allMatch(PartitionAttachTest::own);

    database.sql(rows);
    theseus.start(Lifecycle.plan(theseus, "v2", ATTACH));
    theseus.rollback();
    assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(100);
    database.sql("ALTER TABLE orders DETACH PARTITION orders_2");
    theseus.start(Lifecycle.plan(theseus, "v3", ATTACH));
    theseus.complete();
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));

    try (TestDatabase plain = TestDatabase.on(database.server())) {
      plain.sql(setup + rows, ATTACH);
      assertThat(CatalogDump.of(plain).changesTo(CatalogDump.of(database)))
          .allMatch(PartitionAttachTest::own);
    }
  }

  @EachMajor
  void attachesATableWithRows(TestDatabase database) {
    String rows = "INSERT INTO orders_2 SELECT n, 1, n FROM generate_series(100, 199) n;";
    database.sql(ORDERS + rows);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    theseus.start(Lifecycle.plan(theseus, "v1", ATTACH));
    theseus.complete();
    theseus.contract(ContractOptions.withSoak(Duration.ZERO));

    try (TestDatabase plain = TestDatabase.on(database.server())) {
      plain.sql(ORDERS + rows, ATTACH);
      assertThat(CatalogDump.of(plain).changesTo(CatalogDump.of(database))).isEmpty();
    }
  }

  static Stream<Arguments> coming() {
    return Scenario.onEachMajor(
        List.of(
            ATTACH, "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (100) TO (200);"));
  }

  private static String setup(String migration) {
    return migration.equals(ATTACH) ? ORDERS : ORDERS.replaceAll("CREATE TABLE orders_2 .*;\n", "");
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("coming")
  void startsThePlanAgainWhosePartitionStayed(int major, String migration) {
    String rows = "INSERT INTO orders VALUES (150, 1, 1); INSERT INTO lines VALUES (150);";
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(setup(migration));
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan = Lifecycle.plan(theseus, "v1", migration);
      theseus.start(plan);
      database.sql(rows);
      theseus.rollback();
      assertThat(Lifecycle.plan(theseus, "v1", migration).steps()).isEmpty();

      theseus.start(plan);
      theseus.complete();
      theseus.contract(ContractOptions.withSoak(Duration.ZERO));

      try (TestDatabase plain = TestDatabase.on(database.server())) {
        plain.sql(setup(migration), migration, rows);
        assertThat(CatalogDump.of(plain).changesTo(CatalogDump.of(database))).isEmpty();
      }
    }
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("coming")
  void takesAPartitionBackThatStayedAndIsEmptyNow(int major, String migration) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(setup(migration));
      CatalogDump before = CatalogDump.of(database);
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan = Lifecycle.plan(theseus, "v1", migration);
      theseus.start(plan);
      database.sql("INSERT INTO orders VALUES (150, 1, 1)");
      theseus.rollback();
      theseus.start(plan);
      database.sql("DELETE FROM orders");

      theseus.rollback();

      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    }
  }

  /// A partition of the same name with other bounds is not what the plan attaches.
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("coming")
  void doesNotTakeOtherBoundsForItsOwn(int major, String migration) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(setup(migration));
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan = Lifecycle.plan(theseus, "v1", migration);
      database.sql(migration.replace("200", "300"));

      assertThatThrownBy(() -> theseus.start(plan)).hasMessageContaining("orders_2");
    }
  }

  static Stream<Arguments> bounds() {
    return Scenario.onEachMajor(
        List.of(
            List.of("RANGE (day)", "FROM ('2024-1-1') TO (MAXVALUE)"),
            List.of("RANGE (day, \"Code\")", "FROM ('2024-1-1', -1) TO ('2024-1-1', 100)"),
            List.of("RANGE (at)", "FROM ('2024-01-01') TO ('2024-02-01')"),
            List.of("LIST (name)", "IN ('it''s', 'b', NULL)"),
            List.of("LIST (\"Code\")", "IN (-1, '2', 3)"),
            List.of("HASH (day)", "WITH (modulus 1, remainder 0)")));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("bounds")
  void knowsItsOwnBoundsAgain(int major, List<String> bound) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          "CREATE TABLE days (day date, at timestamptz, name text, \"Code\" bigint) PARTITION BY "
              + bound.getFirst(),
          "CREATE TABLE one (LIKE days)");
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      Plan plan =
          Lifecycle.plan(
              theseus,
              "v1",
              "ALTER TABLE days ATTACH PARTITION one FOR VALUES %s;".formatted(bound.getLast()));
      theseus.start(plan);
      database.sql("INSERT INTO days VALUES ('2024-01-01', '2024-01-05', 'it''s', 3)");
      theseus.rollback();

      theseus.start(plan);

      assertThat(database.number("SELECT count(*) FROM days")).isEqualTo(1);
    }
  }
}
