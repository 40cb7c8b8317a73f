package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.policy.ContractOptions;
import dev.theseus.sql.Identifier;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A release of one or more files straight from start to contract, for what cannot be taken back.
final class Straight {
  private Straight() {}

  /// The catalog at the end is the one that the plain SQL gives.
  static void run(int major, String setup, String... files) {
    try (TestDatabase database = TestServers.database(major);
        TestDatabase plain = TestDatabase.on(database.server())) {
      database.sql(setup);
      plain.sql(setup);
      List.of(files).forEach(plain::sql);
      Theseus theseus = Theseus.builder(database.dataSource()).build();

      Plan plan = plan(theseus, files);
      theseus.start(plan);
      theseus.complete();
      theseus.contract(ContractOptions.withSoak(Duration.ZERO));

      String[] version =
          plan.version().map(one -> one.schema().name()).stream().toArray(String[]::new);
      assertThat(CatalogDump.of(plain).changesTo(CatalogDump.of(database, version)))
          .as("against the plain SQL")
          .isEmpty();
    }
  }

  static Plan plan(Theseus theseus, String... files) {
    Identifier base = Identifier.of("public");
    MigrationReader reader = new MigrationReader(ReaderOptions.of(base));
    List<Migration> migrations = new ArrayList<>();
    for (String file : files) {
      migrations.add(reader.read("v%d_file.sql".formatted(migrations.size() + 1), file));
    }
    return Planner.plan(new Release("v1_release", base, migrations), theseus.catalog(Set.of(base)));
  }
}
