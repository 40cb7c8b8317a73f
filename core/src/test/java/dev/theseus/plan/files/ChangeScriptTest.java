package dev.theseus.plan.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.internal.state.StateSchema;
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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The `DO` block of a data change, as another runner carries it out.
class ChangeScriptTest {
  private static final Identifier BASE = Identifier.of("public");

  @EachMajor
  void takesEachRowOnceAlsoWhenItIsStoppedAndRunAgain(TestDatabase database) {
    database.sql(
        StateSchema.script().text(),
        "CREATE TABLE t (a text, b int, n int DEFAULT 0, PRIMARY KEY (a, b))",
        "INSERT INTO t SELECT 'it''s $theseus$ ' || i % 100, i FROM generate_series(1, 30000) i");
    String block = block(database, "UPDATE t SET n = n + 1 WHERE a <> 'x$theseus$' OR b = 5");

    String slow =
        block.replace(
            "rest CONSTANT double precision := 0.01;", "rest CONSTANT double precision := 1;");
    CompletableFuture<Void> first = CompletableFuture.runAsync(() -> database.sql(slow));
    until(database, "SELECT count(*) FROM theseus.change WHERE rows > 1500");
    database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO $%'");
    assertThat(first)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(StatementFailed.class);
    assertThat(database.number("SELECT count(*) FROM t WHERE n = 0")).isPositive();
    database.sql(block, block);

    assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(30_000);
    assertThat(database.one("SELECT finished FROM theseus.change")).isEqualTo("t");
  }

  @EachMajor
  void takesATableWhoseColumnsAreCalledAsItsVariables(TestDatabase database) {
    database.sql(
        StateSchema.script().text(),
        """
        CREATE TABLE t (
          reached int, ends int, first_key int, next_key int DEFAULT 0, changed int, keys_at_once int, rest int,
          found int, key_1 int, batch int, last_key int, end_key int, migration int, step int,
          PRIMARY KEY (reached, ends))
        """,
        "INSERT INTO t SELECT i, i % 7, i FROM generate_series(1, 3000) i");

    database.sql(block(database, "UPDATE t SET next_key = first_key + 1 WHERE first_key > 0"));

    assertThat(database.number("SELECT count(*) FROM t WHERE next_key = reached + 1"))
        .isEqualTo(3_000);
  }

  private static String block(TestDatabase database, String statement) {
    Plan plan =
        Planner.plan(
            new Release(
                "V1__n",
                BASE,
                List.of(
                    new MigrationReader(ReaderOptions.of(BASE))
                        .read("V1__n.sql", "-- theseus:batch on\n" + statement))),
            Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE)));
    return ChangeScript.of((Step.ChangeRows) plan.steps().getFirst(), plan)
        .statements()
        .getFirst()
        .text();
  }

  private static void until(TestDatabase database, String query) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (database.number(query) == 0) {
      assertThat(System.nanoTime()).as(query).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
