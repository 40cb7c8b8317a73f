package dev.theseus.plan.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.StatementFailed;
import dev.theseus.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The `DO` blocks that look for rows a constraint to come would refuse.
class SearchScriptTest {
  private static final Identifier BASE = Identifier.of("public");

  @EachMajor
  void looksAtColumnsThatAreCalledAsAVariableOfTheBlock(TestDatabase database) {
    database.sql(
        "CREATE TABLE t (id bigint PRIMARY KEY, found int, sqlstate text)",
        "INSERT INTO t SELECT i, i, i FROM generate_series(1, 3000) i");
    List<String> blocks =
        blocks(
            database,
            """
            ALTER TABLE t ADD CONSTRAINT positive CHECK (found > 0 AND sqlstate <> '');
            CREATE UNIQUE INDEX by_found ON t (found) WHERE found > 5;
            """);

    assertThat(blocks).hasSize(2);
    database.sql(blocks.toArray(String[]::new));
    database.sql("INSERT INTO t VALUES (0, 0), (-1, 6)");
    for (String block : blocks) {
      assertThatThrownBy(() -> database.sql(block))
          .isInstanceOf(StatementFailed.class)
          .hasMessageContaining("rows of");
    }
  }

  /// The runner's own path does not hold the schema.
  @EachMajor
  void findsFunctionsOfTheSchema(TestDatabase database) {
    Identifier base = Identifier.of("app");
    database.sql(
        "CREATE SCHEMA app",
        "CREATE FUNCTION app.fine(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0'",
        "CREATE TABLE app.t (id bigint PRIMARY KEY, n int)",
        "INSERT INTO app.t SELECT i, i FROM generate_series(1, 3000) i");
    Plan plan = plan(database, base, "ALTER TABLE t ADD CONSTRAINT k CHECK (fine(n));");
    for (Step step : plan.steps()) {
      if (step instanceof Step.FindViolations search) {
        List<String> all =
            SearchScript.of(search, base).statements().stream().map(Sql::text).toList();
        database.sql("BEGIN;" + String.join(";", all) + ";COMMIT");
        assertThatThrownBy(() -> database.sql(all.getLast())).hasMessageContaining("fine");
      }
    }
    assertThat(plan.steps()).anyMatch(Step.FindViolations.class::isInstance);
  }

  private static Plan plan(TestDatabase database, Identifier base, String statements) {
    return Planner.plan(
        new Release(
            "V1__n",
            base,
            List.of(new MigrationReader(ReaderOptions.of(base)).read("V1__n.sql", statements))),
        Theseus.builder(database.dataSource()).build().catalog(Set.of(base)));
  }

  private static List<String> blocks(TestDatabase database, String statements) {
    Plan plan = plan(database, BASE, statements);
    List<String> blocks = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step instanceof Step.FindViolations search) {
        blocks.add(SearchScript.of(search, BASE).statements().getLast().text());
      } else if (step instanceof Step.FindDuplicates search) {
        blocks.add(SearchScript.of(search, BASE).statements().getLast().text());
      }
    }
    return blocks;
  }
}
