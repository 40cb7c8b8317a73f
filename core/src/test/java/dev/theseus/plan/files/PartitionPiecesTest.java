package dev.theseus.plan.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The files of steps that partitioned tables take.
class PartitionPiecesTest {
  private static final Identifier BASE = Identifier.of("public");

  /// Liquibase runs a rollback in a transaction, or outside, as its changeset.
  @EachMajor
  void liquibaseBuildsAnIndexAgainThatWentWithTheWhole(TestDatabase database) {
    database.sql(
        "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (1000)",
        "CREATE INDEX mine ON t1 (n) WITH (fillfactor = 70)");

    String text =
        PlanFiles.of(plan(database, "CREATE INDEX by_n ON t (n);"), FileStyle.LIQUIBASE).stream()
            .map(PlanFile::text)
            .collect(Collectors.joining());

    assertThat(text)
        .contains("mine stands already", "--rollback CREATE INDEX CONCURRENTLY")
        .doesNotContain("run it by hand");
  }

  private static Plan plan(TestDatabase database, String statements) {
    return Planner.plan(
        new Release(
            "V1__n",
            BASE,
            List.of(new MigrationReader(ReaderOptions.of(BASE)).read("V1__n.sql", statements))),
        Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE)));
  }
}
