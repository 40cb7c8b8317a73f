package dev.theseus.internal.backfill;

import dev.theseus.Theseus;
import dev.theseus.catalog.Catalog;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.TestDatabase;
import java.util.List;
import java.util.Set;

/// Data changes as the planner makes them of statements.
final class DataChanges {
  private static final Identifier BASE = Identifier.of("public");

  private DataChanges() {}

  /// The statement as a step in batches.
  static Step.ChangeRows of(TestDatabase database, String statement) {
    Catalog catalog = Theseus.builder(database.dataSource()).build().catalog(Set.of(BASE));
    Migration migration =
        new MigrationReader(ReaderOptions.of(BASE))
            .read("m.sql", "-- theseus:batch on\n" + statement);
    Plan plan = Planner.plan(new Release("m", BASE, List.of(migration)), catalog);
    return (Step.ChangeRows) plan.steps().getFirst();
  }
}
