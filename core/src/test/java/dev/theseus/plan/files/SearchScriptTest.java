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

  private static List<String> blocks(TestDatabase database, String statements) {
    Plan plan =
        Planner.plan(
            new Release(
                "V1__n",
                BASE,
                List.of(new MigrationReader(ReaderOptions.of(BASE)).read("V1__n.sql", statements))),
            Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE)));
    List<String> blocks = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step instanceof Step.FindViolations search) {
        blocks.add(SearchScript.of(search).statements().getFirst().text());
      } else if (step instanceof Step.FindDuplicates search) {
        blocks.add(SearchScript.of(search).statements().getFirst().text());
      }
    }
    return blocks;
  }
}
