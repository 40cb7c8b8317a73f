package dev.theseus.lifecycle;

import static dev.theseus.lifecycle.HardScenarios.run;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the release makes is known to its later statements, also under a name that something else
/// had before.
@Tag("postgres")
class TakenNamesTest {
  private static final String ITEMS =
      """
      CREATE TABLE items (id serial PRIMARY KEY, a integer, b integer);
      CREATE INDEX items_a ON items (a);
      INSERT INTO items (a, b) SELECT n, n FROM generate_series(1, 1000) n;
      """;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void giveThePlainCatalog(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(
        List.of(
            items(
                "t1_index",
                """
                CREATE INDEX items_a_new ON items (a, b);
                DROP INDEX items_a;
                ALTER INDEX items_a_new RENAME TO items_a;
                COMMENT ON INDEX items_a IS 'both';
                """),
            items(
                "t2_staging",
                """
                CREATE TABLE staging AS SELECT id, a FROM items WHERE id < 500;
                CREATE INDEX ON staging (id);
                UPDATE items SET b = s.a + 1 FROM staging s WHERE s.id = items.id;
                DROP TABLE staging;
                """),
            items(
                "t3_kept",
                """
                CREATE TABLE counted AS SELECT count(*) AS n FROM items;
                ALTER TABLE counted ADD COLUMN at timestamptz NOT NULL DEFAULT now();
                COMMENT ON TABLE counted IS 'once';
                """),
            items(
                "t4_quoted",
                """
                ALTER TABLE "items" ADD COLUMN "status" text, DROP CONSTRAINT IF EXISTS "items_status_check", ADD CONSTRAINT "items_status_check" CHECK ("status" <> '');
                """),
            items(
                "t5_part_of_a_name",
                """
                ALTER TABLE items ADD COLUMN item_no integer;
                ALTER TABLE items DROP CONSTRAINT IF EXISTS item;
                """)));
  }

  private static Scenario items(String name, String migration) {
    return Scenario.of(name, ITEMS, migration)
        .both(run("INSERT INTO items (a) VALUES (?)"))
        .both(run("UPDATE items SET a = a + 1 WHERE id = ?"));
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void areRefusedWhereTheyAreTaken(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS + "CREATE INDEX items_b ON items (b);");
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "v1",
                      "CREATE INDEX items_a_new ON items (a, b);\n"
                          + "ALTER INDEX items_a_new RENAME TO items_a;\nDROP INDEX items_a;"))
          .hasMessageContaining("relation \"public.items_a\" already exists");
      assertThatThrownBy(
              () -> Lifecycle.plan(theseus, "v1", "ALTER INDEX items_b RENAME TO items_a;"))
          .hasMessageContaining("relation \"public.items_a\" already exists");
      assertThatThrownBy(
              () -> Lifecycle.plan(theseus, "v1", "CREATE INDEX n ON items (b); DROP INDEX n;"))
          .hasMessageContaining("index \"public.n\" is built and dropped in the same release");
    }
  }
}
