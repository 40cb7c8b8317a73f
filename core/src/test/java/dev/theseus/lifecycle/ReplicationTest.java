package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.policy.ContractOptions;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A publisher and its subscriber, one of them or both migrated while rows are sent.
class ReplicationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TABLE =
      "CREATE TABLE items (id integer PRIMARY KEY, name text, amount integer NOT NULL);";
  private static final String ROWS =
      "INSERT INTO items SELECT n, 'n' || n, n FROM generate_series(1, 500) n;";
  private static final String MIGRATION =
      """
      -- theseus:down items.amount = (amount / 100)::integer
      ALTER TABLE items ALTER COLUMN amount TYPE bigint USING amount * 100::bigint;
      """;

  private static Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource()).pacing(Pacing.standard().withCourtesy(0)).build();
  }

  private static void subscribe(TestDatabase publisher, TestDatabase subscriber) {
    String slot = "slot_" + publisher.name().replaceAll("[^0-9]", "_");
    publisher.sql("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
    subscriber.sql(
        """
        CREATE SUBSCRIPTION sub CONNECTION '%s' PUBLICATION pub
          WITH (create_slot = false, slot_name = '%s', copy_data = false)
        """
            .formatted(publisher.server().libpqUrl(publisher.name()).replace("'", "''"), slot));
  }

  private static void unsubscribe(TestDatabase subscriber) {
    subscriber.sql("ALTER SUBSCRIPTION sub DISABLE");
    subscriber.sql("DROP SUBSCRIPTION sub");
  }

  private static void awaitRow(TestDatabase subscriber, String where) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (subscriber.number("SELECT count(*) FROM items WHERE " + where) == 0) {
      assertThat(System.nanoTime()).as("row where " + where + " arrives").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /// The publisher stays as it is: the apply worker writes the old columns.
  @EachMajor
  void migratesASubscriber(TestDatabase publisher) throws InterruptedException {
    try (TestDatabase subscriber = TestServers.database(publisher.major())) {
      publisher.sql(
          TABLE
              + "ALTER TABLE items REPLICA IDENTITY FULL; CREATE PUBLICATION pub FOR TABLE items");
      subscriber.sql(TABLE);
      subscribe(publisher, subscriber);
      publisher.sql(ROWS);
      awaitRow(subscriber, "id = 500");
      Theseus theseus = theseus(subscriber);
      Plan plan = Lifecycle.plan(theseus, "v1", MIGRATION);

      theseus.start(plan);
      publisher.sql(
          "INSERT INTO items VALUES (501, 'new', 7); UPDATE items SET amount = 9 WHERE id <= 10;"
              + " DELETE FROM items WHERE id = 20; UPDATE items SET name = 'end' WHERE id = 500;");
      awaitRow(subscriber, "name = 'end'");

      assertThat(
              subscriber.number(
                  "SELECT count(*) FROM items WHERE _theseus_amount IS DISTINCT FROM amount * 100"))
          .isZero();
      assertThat(subscriber.number("SELECT count(*) FROM items")).isEqualTo(500);
      theseus.rollback();
      publisher.sql("INSERT INTO items VALUES (600, 'last', 7)");
      awaitRow(subscriber, "id = 600");
      unsubscribe(subscriber);
    }
  }

  /// The subscriber first, as the plan of the publisher says; it takes both sides as they come.
  @EachMajor
  void migratesBothWhileBothVersionsOfThePublisherWrite(TestDatabase publisher)
      throws InterruptedException {
    try (TestDatabase subscriber = TestServers.database(publisher.major())) {
      publisher.sql(TABLE + "CREATE PUBLICATION pub FOR TABLE items");
      subscriber.sql(TABLE);
      subscribe(publisher, subscriber);
      publisher.sql(ROWS);
      awaitRow(subscriber, "id = 500");
      Theseus there = theseus(subscriber);
      there.start(Lifecycle.plan(there, "v1", MIGRATION));
      Theseus here = theseus(publisher);
      Plan plan = Lifecycle.plan(here, "v1", MIGRATION);
      assertThat(plan.warnings()).anyMatch(one -> one.startsWith("publication \"pub\" sends"));

      here.start(plan);
      publisher.sql(
          "INSERT INTO items VALUES (501, 'old', 7); UPDATE items SET amount = 9 WHERE id <= 10;"
              + "SET search_path = "
              + plan.version().orElseThrow().searchPath()
              + "; INSERT INTO items VALUES (502, 'new', 1234); UPDATE items SET amount = 77 WHERE"
              + " id = 30; UPDATE items SET name = 'end' WHERE id = 500;");
      awaitRow(subscriber, "name = 'end'");

      String all = "SELECT id, amount, _theseus_amount FROM items ORDER BY id";
      assertThat(subscriber.query(all)).isEqualTo(publisher.query(all));
      here.rollback();
      publisher.sql("INSERT INTO items VALUES (600, 'last', 7)");
      awaitRow(subscriber, "id = 600 AND _theseus_amount = 700");
      there.rollback();
      unsubscribe(subscriber);
    }
  }

  /// Columns that are not on a publication's list go nowhere.
  @EachMajor
  void sendsNothingNewThroughAListOfColumns(TestDatabase publisher) throws InterruptedException {
    if (publisher.major() < 15) {
      return;
    }
    try (TestDatabase subscriber = TestServers.database(publisher.major())) {
      publisher.sql(TABLE + "CREATE PUBLICATION pub FOR TABLE items (id, name)");
      subscriber.sql("CREATE TABLE items (id integer PRIMARY KEY, name text)");
      subscribe(publisher, subscriber);
      publisher.sql(ROWS);
      Theseus theseus = theseus(publisher);
      Plan plan = Lifecycle.plan(theseus, "v1", MIGRATION);
      assertThat(plan.warnings()).isEmpty();

      theseus.start(plan);
      theseus.complete();
      theseus.contract(ContractOptions.withSoak(Duration.ZERO));
      publisher.sql("INSERT INTO items VALUES (600, 'last', 7)");

      awaitRow(subscriber, "id = 600");
      assertThat(subscriber.number("SELECT count(*) FROM items")).isEqualTo(501);
      unsubscribe(subscriber);
    }
  }
}
