package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.theseus.Theseus;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// NOT NULL written as a constraint, which PostgreSQL 18 knows.
@Tag("postgres")
class NotNullConstraintTest {
  private static final String ITEMS =
      """
      CREATE TABLE items (id serial PRIMARY KEY, name text, stock integer);
      INSERT INTO items (name, stock) SELECT 'i' || n, n FROM generate_series(1, 2000) n;
      """;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWritingAndGivesThePlainCatalog(int major, Scenario scenario)
      throws InterruptedException {
    assumeThat(major).isGreaterThanOrEqualTo(18);
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(
        List.of(
            named(),
            ownLine(),
            alone(),
            validated(),
            partitioned(),
            newColumns(),
            renamedTable(),
            dropped(),
            droppedWithDown()));
  }

  private static Scenario dropped() {
    return Scenario.of(
            "r8_dropped",
            ITEMS + "ALTER TABLE items ADD CONSTRAINT name_given NOT NULL name;",
            """
            -- theseus:down items.name = name
            ALTER TABLE items DROP CONSTRAINT name_given;
            """)
        .stays("name")
        .both(run("INSERT INTO items (name) VALUES ('any' || ?)"))
        .young(run("INSERT INTO items (stock) VALUES (?)"));
  }

  private static Scenario droppedWithDown() {
    return Scenario.of(
            "r9_dropped_down",
            ITEMS + "ALTER TABLE items ADD CONSTRAINT name_given NOT NULL name;",
            """
            -- theseus:down items.name = coalesce(name, 'none')
            ALTER TABLE items DROP CONSTRAINT name_given;
            """)
        .old(run("INSERT INTO items (name) VALUES ('any' || ?)"))
        .young(run("INSERT INTO items (stock) VALUES (?)"))
        .differing("SELECT count(*) FROM items WHERE name IS NULL");
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void asksWhatTheOldVersionReadsWhereNullIsAllowedAgain(int major) {
    assumeThat(major).isGreaterThanOrEqualTo(18);
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS + "ALTER TABLE items ADD CONSTRAINT name_given NOT NULL name;");
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThatThrownBy(
              () -> Lifecycle.plan(theseus, "v1", "ALTER TABLE items DROP CONSTRAINT name_given;"))
          .hasMessageContaining("add `-- theseus:down items.name = …`");
    }
  }

  private static Scenario named() {
    return Scenario.of(
            "r1_named",
            ITEMS + "UPDATE items SET stock = NULL WHERE id % 3 = 0;",
            """
            -- theseus:up items.stock = coalesce(stock, -1)
            ALTER TABLE items ADD CONSTRAINT "stock given" NOT NULL stock NO INHERIT;
            """)
        .oracle(
            """
            UPDATE items SET stock = -1 WHERE stock IS NULL;
            ALTER TABLE items ADD CONSTRAINT "stock given" NOT NULL stock NO INHERIT;
            """)
        .old(run("INSERT INTO items (name) VALUES ('old' || ?)"))
        .old(run("UPDATE items SET stock = NULLIF(? % 2, 0) WHERE id = ?"))
        .young(run("INSERT INTO items (name, stock) VALUES ('new', ?)"))
        .young(run("UPDATE items SET stock = ? WHERE id = ?"))
        .differing("SELECT count(*) FROM {v}.items WHERE stock IS NULL");
  }

  private static Scenario newColumns() {
    return Scenario.of(
            "r6_new_columns",
            ITEMS,
            """
            -- theseus:up items.kind = 'k' || id
            ALTER TABLE items ADD COLUMN kind text CONSTRAINT "kind given" NOT NULL;
            ALTER TABLE items ADD COLUMN number integer CONSTRAINT numbered NOT NULL DEFAULT 1;
            ALTER TABLE items ADD COLUMN token uuid CONSTRAINT signed NOT NULL DEFAULT gen_random_uuid();
            """)
        .oracle(
            """
            ALTER TABLE items ADD COLUMN kind text;
            UPDATE items SET kind = 'k' || id;
            ALTER TABLE items ADD CONSTRAINT "kind given" NOT NULL kind;
            ALTER TABLE items ADD COLUMN number integer CONSTRAINT numbered NOT NULL DEFAULT 1;
            ALTER TABLE items ADD COLUMN token uuid CONSTRAINT signed NOT NULL DEFAULT gen_random_uuid();
            """)
        .old(run("INSERT INTO items (name) VALUES ('old' || ?)"))
        .young(run("INSERT INTO items (name, kind) VALUES ('new', 'k' || ?)"))
        .young(run("UPDATE items SET number = ? WHERE id = ?"));
  }

  /// The name that PostgreSQL chooses follows the name of the table at that point.
  private static Scenario renamedTable() {
    return Scenario.of(
            "r7_renamed",
            ITEMS,
            """
            ALTER TABLE items RENAME TO goods;
            ALTER TABLE goods ADD COLUMN number integer NOT NULL DEFAULT 1;
            """)
        .old(run("INSERT INTO items (name) VALUES ('old' || ?)"))
        .young(run("INSERT INTO goods (number) VALUES (?)"));
  }

  private static Scenario ownLine() {
    return online(
        "r2_no_inherit",
        """
        -- theseus:up items.stock = stock
        ALTER TABLE items ADD CONSTRAINT stock_given NOT NULL stock NO INHERIT, ADD NOT NULL name;
        -- theseus:up items.name = name
        """);
  }

  private static Scenario alone() {
    return online(
            "r3_not_valid",
            "ALTER TABLE items ADD CONSTRAINT stock_given NOT NULL stock NOT VALID;")
        .setup("UPDATE items SET stock = NULL WHERE id < 5;");
  }

  private static Scenario validated() {
    return online(
        "r4_validated",
        """
        -- theseus:up items.stock = stock
        ALTER TABLE items ADD CONSTRAINT stock_given NOT NULL stock NOT VALID;
        ALTER TABLE items VALIDATE CONSTRAINT stock_given;
        """);
  }

  private static Scenario online(String name, String migration) {
    return Scenario.of(name, ITEMS, migration)
        .both(run("INSERT INTO items (name, stock) VALUES ('any', ?)"))
        .both(run("UPDATE items SET stock = ? WHERE id = 10 + ? % 900"));
  }

  private static Scenario partitioned() {
    return Scenario.of(
            "r5_partitioned",
            """
            CREATE TABLE readings (at integer, value integer) PARTITION BY RANGE (at);
            CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (1000);
            CREATE TABLE readings_2 PARTITION OF readings DEFAULT;
            INSERT INTO readings SELECT n, n FROM generate_series(1, 2000) n;
            """,
            """
            -- theseus:up readings.value = value
            ALTER TABLE readings ADD CONSTRAINT given NOT NULL value;
            """)
        .both(run("INSERT INTO readings VALUES (?, 7)"));
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void refusesWhatTheServerWouldRefuse(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(
          "CREATE TABLE items (id integer, stock integer NOT NULL, CONSTRAINT \"Known\" CHECK (id >"
              + " 0))");
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      if (major < 18) {
        assertRefused(
            theseus,
            "ALTER TABLE items ADD CONSTRAINT given NOT NULL id",
            "NOT NULL as a constraint of column \"id\" of \"public.items\" needs PostgreSQL 18",
            "write ALTER TABLE … ALTER COLUMN … SET NOT NULL");
        return;
      }
      assertRefused(
          theseus,
          "ALTER TABLE items ADD CONSTRAINT given NOT NULL stock",
          "column \"stock\" of \"public.items\" is required already, by constraint"
              + " \"items_stock_not_null\"",
          "rename that constraint");
      assertRefused(
          theseus,
          "ALTER TABLE items ADD CONSTRAINT \"Known\" NOT NULL id",
          "constraint \"Known\" of \"public.items\" already exists",
          "choose another name");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void takesNoStrongLockForLong(int major) {
    assumeThat(major).isGreaterThanOrEqualTo(18);
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThat(
              Lifecycle.plan(
                      theseus,
                      "v1",
                      """
                      -- theseus:up items.stock = stock
                      ALTER TABLE items ADD CONSTRAINT given NOT NULL stock;
                      """)
                  .steps())
          .noneMatch(
              step ->
                  step.head().locks().stream()
                      .anyMatch(lock -> lock.level().needsBudget() && lock.scans()));
    }
  }

  private static void assertRefused(Theseus theseus, String statement, String what, String fix) {
    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", statement + ";"))
        .hasMessageContaining(what)
        .hasMessageContaining(fix);
  }
}
