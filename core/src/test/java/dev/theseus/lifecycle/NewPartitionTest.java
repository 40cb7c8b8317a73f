package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.error.UnsafeMigration;
import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Partitions that appear while a column of their parent is exchanged.
class NewPartitionTest {
  private static final ContractOptions NOW = ContractOptions.withSoak(Duration.ZERO);
  private static final String SALES =
      """
      CREATE TABLE sales (id serial, day integer NOT NULL, price integer) PARTITION BY RANGE (day);
      CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM (0) TO (10);
      CREATE TABLE sales_2 PARTITION OF sales FOR VALUES FROM (10) TO (20);
      INSERT INTO sales (day, price) SELECT n % 20, n FROM generate_series(1, 4000) n;
      """;
  private static final String MIGRATION =
      """
      -- theseus:down sales.price = (price / 10)::integer
      ALTER TABLE sales ALTER COLUMN price TYPE bigint USING price::bigint * 10;
      """;
  private static final String FILLED =
      """
      CREATE TABLE %1$s (LIKE sales INCLUDING ALL);
      INSERT INTO %1$s (day, price) SELECT %2$d + n %% 10, n FROM generate_series(1, 500) n;
      ALTER TABLE sales ATTACH PARTITION %1$s FOR VALUES FROM (%2$d) TO (%2$d + 10);
      """;

  private final AtomicInteger next = new AtomicInteger(2);

  private String more(String text) {
    int number = next.incrementAndGet();
    return text.formatted("sales_" + number, (number - 1) * 10);
  }

  private void make(TestDatabase database) {
    int number = next.incrementAndGet();
    database.sql(
        "CREATE TABLE sales_%d PARTITION OF sales FOR VALUES FROM (%d) TO (%d)"
            .formatted(number, (number - 1) * 10, number * 10),
        "INSERT INTO sales (day, price) SELECT %d + n %% 10, n FROM generate_series(1, 50) n"
            .formatted((number - 1) * 10));
  }

  @EachMajor
  void fillsWhatAppearsMeanwhile(TestDatabase database) {
    database.sql(SALES);
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .pacing(Pacing.standard().withCourtesy(0))
            .listener(event -> on(event, database))
            .build();
    Plan plan = Lifecycle.plan(theseus, "v1_sales", MIGRATION);

    theseus.start(plan);
    agree(database);
    make(database);
    agree(database);
    theseus.complete();
    make(database);
    theseus.rollback();
    make(database);
    agree(database);
    theseus.complete();
    theseus.contract(NOW);
    make(database);

    assertThat(next.get()).isGreaterThan(8);
    assertThat(database.number("SELECT count(*) FROM sales WHERE price IS NULL")).isZero();
  }

  private void on(MigrationEvent event, TestDatabase database) {
    if (event instanceof MigrationEvent.StepStarted started && next.get() < 12) {
      make(database);
      if (started.step().endsWith(".fill")) {
        database.sql(more(FILLED));
      }
    }
  }

  @EachMajor
  void refusesToContractWhereATableWithRowsWasAttachedLater(TestDatabase database) {
    database.sql(SALES);
    Theseus theseus =
        Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
    Plan plan = Lifecycle.plan(theseus, "v1_sales", MIGRATION);
    theseus.start(plan);
    make(database);
    database.sql(more(FILLED));
    theseus.complete();

    assertThatThrownBy(() -> theseus.contract(NOW))
        .isInstanceOf(UnsafeMigration.class)
        .hasMessageContaining(
            "rows came with a table that was attached after the backfill, and the new version does"
                + " not have their values (\"public\".\"sales_4\" where ctid = (0,1)); detach it"
                + " and insert its rows through the parent table, or run theseus rollback twice and"
                + " start again, which fills them");

    theseus.rollback();
    theseus.rollback();
    theseus.start(plan);
    agree(database);
    theseus.complete();
    theseus.contract(NOW);
    assertThat(database.number("SELECT count(*) FROM sales WHERE price IS NULL")).isZero();
  }

  /// Rows that the new version wrote come through the trigger, whatever they hold.
  @EachMajor
  void takesWhatTheNewVersionWritesToANewPartition(TestDatabase database) {
    database.sql(SALES + "UPDATE sales SET price = 0; ALTER TABLE sales ALTER price SET NOT NULL;");
    Theseus theseus =
        Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
    Plan plan =
        Lifecycle.plan(
            theseus,
            "v1_sales",
            """
            -- theseus:down sales.price = coalesce(price, -1)
            ALTER TABLE sales ALTER COLUMN price DROP NOT NULL;
            """);
    theseus.start(plan);
    make(database);
    database.sql(
        "SET search_path = %s; INSERT INTO sales (day, price) VALUES (25, NULL)"
            .formatted(plan.version().orElseThrow().searchPath()));
    theseus.complete();

    theseus.contract(NOW);

    assertThat(database.number("SELECT count(*) FROM sales WHERE price IS NULL")).isOne();
  }

  private static void agree(TestDatabase database) {
    assertThat(
            database.number(
                "SELECT count(*) FROM sales WHERE _theseus_price IS DISTINCT FROM price * 10"))
        .isZero();
  }
}
