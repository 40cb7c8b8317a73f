package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/// What writes a table anew is refused where it is large, and runs as written where it is not.
@Tag("postgres")
class StorageTest {
  private static final String STORED =
      "ALTER TABLE items ADD COLUMN n int GENERATED ALWAYS AS (id * 2) STORED;";

  @EachMajor
  void isRefusedWhereTheTableIsLarge(TestDatabase database) {
    database.sql(
        "CREATE TABLE items (id int, pad text)",
        "CREATE UNLOGGED TABLE logs (id int, pad text)",
        "INSERT INTO items SELECT n, repeat('x', 200) FROM generate_series(1, 60000) n",
        "INSERT INTO logs SELECT * FROM items");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    alternatives(database.major())
        .forEach(
            (statement, alternative) ->
                assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", statement))
                    .as(statement)
                    .hasMessageContaining("anew")
                    .hasMessageContaining(alternative));
  }

  private static Map<String, String> alternatives(int major) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("ALTER TABLE items SET UNLOGGED;", "make a new table, keep it in step");
    all.put("ALTER TABLE logs SET LOGGED;", "make a new table, keep it in step");
    all.put("ALTER TABLE items SET TABLESPACE fast;", "move it with pg_repack --tablespace");
    if (major >= 15) {
      all.put("ALTER TABLE items SET ACCESS METHOD columns;", "make a new table, keep it in step");
    }
    all.put(STORED, major >= 18 ? "write VIRTUAL" : "write a plain column, a trigger");
    return all;
  }

  @EachMajor
  void runsWhereItIsSmall(TestDatabase database) {
    database.sql("CREATE TABLE items (id int)", "INSERT INTO items VALUES (1)");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            STORED
                + "ALTER TABLE items SET UNLOGGED;"
                + "CREATE TABLE made (id int, n int GENERATED ALWAYS AS (id * 2) STORED);");
    theseus.start(plan);

    assertThat(plan.warnings()).anyMatch(one -> one.contains("it is small"));
    assertThat(database.number("SELECT n FROM items")).isEqualTo(2);
  }
}
