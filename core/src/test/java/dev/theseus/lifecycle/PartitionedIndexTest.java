package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Plan;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;

/// Indexes of partitioned tables whose partitions come and go meanwhile, and what earlier tries
/// leave.
class PartitionedIndexTest {
  private static final String ORDERS =
      """
      CREATE TABLE orders (id integer NOT NULL, buyer integer) PARTITION BY RANGE (id);
      CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
      CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (100) TO (200);
      CREATE TABLE orders_3 PARTITION OF orders FOR VALUES FROM (200) TO (360) PARTITION BY RANGE (id);
      CREATE TABLE orders_3a PARTITION OF orders_3 DEFAULT;
      INSERT INTO orders SELECT n, n FROM generate_series(0, 299) n;
      """;

  private static Plan plan(Theseus theseus) {
    return Lifecycle.plan(theseus, "v1", "CREATE UNIQUE INDEX by_buyer ON orders (id, buyer);");
  }

  private static long valid(TestDatabase database) {
    return database.number(
        "SELECT count(*) FROM pg_index WHERE indisvalid AND pg_get_indexdef(indexrelid) LIKE"
            + " '%(id, buyer)'");
  }

  @PostgresTest
  void findsPartitionsThatCameAndForgetsThoseThatWent(TestDatabase database) {
    database.sql(ORDERS);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = plan(theseus);
    database.sql(
        """
        DROP TABLE orders_2;
        CREATE TABLE "orders 4" PARTITION OF orders FOR VALUES FROM (400) TO (500);
        CREATE TABLE orders_3b PARTITION OF orders_3 FOR VALUES FROM (300) TO (360);
        CREATE TABLE orders_3b_id_buyer_idx (id integer);
        """);

    theseus.start(plan);

    assertThat(valid(database)).isEqualTo(6);
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_inherits WHERE inhrelid IN ('\"orders"
                    + " 4_id_buyer_idx\"'::regclass, 'orders_3b_id_buyer_idx1'::regclass)"))
        .isEqualTo(2);
    theseus.rollback();
    assertThat(valid(database)).isZero();
  }

  @PostgresTest
  void repairsWhatAnInterruptedTryHasLeft(TestDatabase database) {
    database.sql(ORDERS);
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = plan(theseus);
    database.sql(
        """
        CREATE UNIQUE INDEX by_buyer ON ONLY orders (id, buyer);
        CREATE UNIQUE INDEX orders_3_id_buyer_idx ON ONLY orders_3 (id, buyer);
        CREATE UNIQUE INDEX orders_1_id_buyer_idx ON orders_1 (id, buyer);
        CREATE UNIQUE INDEX orders_2_id_buyer_idx ON orders_2 (id, buyer);
        ALTER INDEX by_buyer ATTACH PARTITION orders_2_id_buyer_idx;
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_1_id_buyer_idx'::regclass;
        """);

    theseus.start(plan);

    assertThat(valid(database)).isEqualTo(5);
    theseus.rollback();
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  @PostgresTest
  void takesBackWhatStoppedHalfway(TestDatabase database) {
    database.sql(ORDERS + "INSERT INTO orders VALUES (250, 250);");
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> theseus.start(plan(theseus))))
        .hasMessageContaining(
            "unique index public.orders_3a_id_buyer_idx cannot be built, public.orders_3a has"
                + " duplicates: ");
    assertThat(valid(database)).isEqualTo(2);

    theseus.rollback();
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }
}
