package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A key takes the place of another one of the same table.
@Tag("postgres")
class KeyExchangeTest {
  private static final String ITEMS =
      """
      CREATE SEQUENCE numbers;
      CREATE TABLE items (id integer CONSTRAINT items_pkey PRIMARY KEY,
        uid uuid NOT NULL DEFAULT gen_random_uuid(), region text NOT NULL DEFAULT 'a',
        code integer CONSTRAINT items_code_key UNIQUE, number integer DEFAULT nextval('numbers'));
      INSERT INTO items (id, code) SELECT n, n FROM generate_series(1, 1000) n;
      """;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void changesPlacesAtContract(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(
        List.of(
            items(
                "x1_another_name",
                """
                ALTER TABLE items DROP CONSTRAINT items_pkey;
                ALTER TABLE items ADD CONSTRAINT items_uid PRIMARY KEY (uid);
                """),
            items(
                "x2_the_same_name",
                "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (region, id);"),
            items(
                "x3_by_index",
                """
                CREATE UNIQUE INDEX items_new ON items (region, id);
                ALTER TABLE items DROP CONSTRAINT items_pkey;
                ALTER TABLE items ADD CONSTRAINT items_pkey PRIMARY KEY USING INDEX items_new;
                """),
            items(
                "x4_unique",
                """
                ALTER TABLE items DROP CONSTRAINT items_code_key;
                ALTER TABLE items ADD CONSTRAINT items_code_key UNIQUE (region, code) DEFERRABLE;
                """),
            items(
                "x5_nullable_and_pointed_at",
                """
                ALTER TABLE items DROP CONSTRAINT items_pkey CASCADE;
                ALTER TABLE items ADD PRIMARY KEY (number);
                CREATE TABLE notes (item integer REFERENCES items (code));
                ALTER TABLE items ADD COLUMN next integer;
                ALTER TABLE items ADD CONSTRAINT items_next FOREIGN KEY (next) REFERENCES items;
                COMMENT ON CONSTRAINT items_pkey ON items IS 'the number';
                """),
            items(
                "x6_type_changes_too",
                """
                ALTER TABLE items ALTER COLUMN id TYPE bigint;
                ALTER TABLE items DROP CONSTRAINT items_pkey;
                ALTER TABLE items ADD PRIMARY KEY (region, id);
                """),
            items(
                "x7_its_column_goes",
                """
                -- theseus:down items.id = code
                ALTER TABLE items DROP COLUMN id;
                ALTER TABLE items ADD CONSTRAINT items_uid PRIMARY KEY (uid);
                """)));
  }

  private static Scenario items(String name, String migration) {
    Scenario scenario = Scenario.of(name, ITEMS, migration);
    boolean keeps = !name.startsWith("x7");
    String insert =
        "INSERT INTO items (id, code) SELECT n, n FROM nextval('numbers') n WHERE ? > 0";
    scenario = scenario.old(run(insert)).old(run("UPDATE items SET region = 'b' WHERE id = ?"));
    return keeps
        ? scenario.young(run(insert)).young(run("DELETE FROM items WHERE id = 900 + ? % 100"))
        : scenario.young(run("UPDATE items SET region = 'c' WHERE code = ?"));
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void isRefusedWhereTheOtherKeyStays(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThatThrownBy(
              () -> Lifecycle.plan(theseus, "v1", "ALTER TABLE items ADD PRIMARY KEY (uid);"))
          .hasMessageContaining("\"public.items\" has primary key \"items_pkey\" already")
          .hasMessageContaining("DROP CONSTRAINT \"items_pkey\"");
      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "v1",
                      "-- theseus:down items.id = code\n"
                          + "ALTER TABLE items DROP COLUMN id, ADD PRIMARY KEY (uid);"))
          .hasMessageContaining("write a name for the primary key of \"public.items\"");
      for (String pointing : List.of("items", "items (id)", "items (uid)")) {
        assertThatThrownBy(
                () ->
                    Lifecycle.plan(
                        theseus,
                        "v1",
                        "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (uid);\n"
                            + "CREATE TABLE notes (item integer);\n"
                            + "ALTER TABLE notes ADD FOREIGN KEY (item) REFERENCES "
                            + pointing))
            .hasMessageContaining(
                "a foreign key of \"public.notes\" points at \"public.items\", whose key"
                    + " another one replaces at contract")
            .hasMessageContaining("add the foreign key in a release of its own after this one");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void isRefusedWhereAForeignKeyOfTheReleasePointsAtTheOldKey(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();
      String exchange = "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (number);";
      String add = "ALTER TABLE items ADD FOREIGN KEY (code) REFERENCES items";

      for (String sql : List.of(add + ";" + exchange, exchange + add + " (id)")) {
        assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", sql))
            .hasMessageContaining("a foreign key of \"public.items\" points at \"public.items\"");
      }
      assertThat(Lifecycle.plan(theseus, "v1", exchange + add).steps()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void tellsOfNoHazard(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      Plan plan =
          Lifecycle.plan(
              theseus,
              "v1",
              "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (region, id);");

      assertThat(plan.warnings()).isEmpty();
      assertThat(plan.steps().getLast().head().title())
          .isEqualTo("make index _theseus_items_pkey_new the PRIMARY KEY constraint items_pkey");
    }
  }
}
