package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import org.junit.jupiter.api.Tag;

/// What a partition requires of its own is not taken back with what the parent required.
@Tag("postgres")
class PartitionNotNullTest {
  @EachMajor
  void staysWhereAPartitionHadItBefore(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE days (at integer, felt text) PARTITION BY RANGE (at);
        CREATE TABLE one PARTITION OF days FOR VALUES FROM (0) TO (10);
        CREATE TABLE two PARTITION OF days FOR VALUES FROM (10) TO (20);
        ALTER TABLE two ALTER COLUMN felt SET NOT NULL;
        INSERT INTO days SELECT n, 'ok' FROM generate_series(0, 19) n;
        """);
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1",
            "-- theseus:up days.felt = felt\nALTER TABLE days ALTER COLUMN felt SET NOT NULL;");
    theseus.start(plan);

    theseus.rollback();

    if (plan.server().atLeast(18)) {
      assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    } else {
      assertThat(plan.warnings())
          .anyMatch(one -> one.contains("partition \"public.two\" of \"public.days\" requires"));
    }
  }
}
