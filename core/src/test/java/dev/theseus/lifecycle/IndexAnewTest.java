package dev.theseus.lifecycle;

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

/// An index takes the name of one that the release drops or renames before it.
@Tag("postgres")
class IndexAnewTest {
  private static final String ITEMS =
      """
      CREATE TABLE items (id bigint PRIMARY KEY, a integer, b integer);
      CREATE INDEX by_a ON items (a);
      INSERT INTO items SELECT n, n, n FROM generate_series(1, 1000) n;
      CREATE MATERIALIZED VIEW small AS SELECT id FROM items;
      CREATE UNIQUE INDEX small_id ON small (id);
      """;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void hasItsNameAtContract(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(
        List.of(
            items(
                "v1_idempotent",
                "DROP INDEX IF EXISTS by_a; CREATE INDEX IF NOT EXISTS by_a ON items (a, b);"),
            items(
                "v2_behind_a_rename",
                """
                ALTER INDEX by_a RENAME TO by_a_old;
                CREATE UNIQUE INDEX IF NOT EXISTS by_a ON items (id, b DESC) WHERE a > 3;
                COMMENT ON INDEX by_a IS 'new';
                """),
            items(
                "v3_of_an_exchanged_column",
                """
                -- theseus:down items.a = a::integer
                DROP INDEX by_a;
                ALTER TABLE items ALTER a TYPE text USING a::text;
                CREATE INDEX by_a ON items (lower(a));
                """)));
  }

  private static Scenario items(String name, String migration) {
    return Scenario.of(name, ITEMS, migration)
        .both(
            client ->
                client.update(
                    "UPDATE items SET b = ? WHERE id = ?",
                    client.random().nextInt(100_000),
                    1 + client.random().nextInt(1000)));
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void isRefusedWhereTheNameIsTaken(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      for (String migration :
          List.of(
              "CREATE INDEX by_a ON items (b);",
              "ALTER INDEX by_a RENAME TO x; CREATE INDEX x ON items (b);",
              "CREATE INDEX x ON items (b); CREATE INDEX x ON items (a);")) {
        assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1_taken", migration))
            .as(migration)
            .hasMessageContaining("already exists");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void ofAMaterializedViewIsRefusedWithTheView(int major) {
    try (TestDatabase database = TestServers.database(major)) {
      database.sql(ITEMS);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      assertThatThrownBy(
              () ->
                  Lifecycle.plan(
                      theseus,
                      "v1_view",
                      """
                      DROP MATERIALIZED VIEW small;
                      CREATE MATERIALIZED VIEW small AS SELECT id, a FROM items;
                      CREATE UNIQUE INDEX small_id ON small (id);
                      CREATE INDEX IF NOT EXISTS small_a ON small (a);
                      """))
          .hasMessageContaining("materialized view \"public.small\" is dropped and made again")
          .hasMessageContaining("v1_view.sql:1")
          .hasMessageContaining("create it under another name, with its indexes")
          .hasMessageNotContaining("already exists");
    }
  }
}
