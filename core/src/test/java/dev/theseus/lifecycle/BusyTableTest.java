package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.error.MigrationException;
import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Plan;
import dev.theseus.policy.LockBudget;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import dev.theseus.testkit.WorkloadReport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Writers that never pause hold some row of a small table at every moment; the migration gets
/// through all the same.
class BusyTableTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int WRITERS = 4;

  private static final String TABLE =
      """
      CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL, amount integer NOT NULL);
      CREATE INDEX items_amount ON items (amount);
      INSERT INTO items (name, amount) SELECT 'n' || n, n FROM generate_series(1, 2000) n;
      """;
  private static final String RELEASE =
      """
      -- theseus:up items.label = name || '!'
      ALTER TABLE items ADD COLUMN label text NOT NULL;
      ALTER TABLE items ALTER COLUMN amount TYPE bigint;
      """;

  private final Queue<String> events = new ConcurrentLinkedQueue<>();

  @EachMajor
  void startsWhileWritersHammerAllRows(TestDatabase database) throws Exception {
    startsUnder(
        database,
        client ->
            client.update(
                "UPDATE items SET amount = amount + 1 WHERE id = ?",
                1 + client.random().nextInt(2000)));
  }

  /// Eight rows that are locked at nearly every moment, with their whole block.
  @EachMajor
  void startsWhileWritersHammerTheSameFewRows(TestDatabase database) throws Exception {
    startsUnder(
        database,
        client ->
            client.update(
                "UPDATE items SET amount = amount + 1 WHERE id = ?",
                1 + client.random().nextInt(8)));
  }

  /// A lock without a write leaves the row to the backfill.
  @EachMajor
  void startsWhileRowsAreLockedOverAndOver(TestDatabase database) throws Exception {
    startsUnder(
        database,
        client ->
            client.query(
                "SELECT FROM items WHERE id = ? FOR UPDATE", 1 + client.random().nextInt(8)));
  }

  /// Each transaction holds half of the hot rows for several statements.
  @EachMajor
  void startsWhileLongerTransactionsOverlap(TestDatabase database) throws Exception {
    startsUnder(
        database,
        client -> {
          int first = 1 + client.random().nextInt(1900);
          for (int id = first; id < first + 100; id += 5) {
            client.update("UPDATE items SET amount = amount + 1 WHERE id = ?", id);
          }
        });
  }

  @EachMajor
  void resumesWhileWritersHammerTheSameFewRows(TestDatabase database) throws Exception {
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    try (Workload workload = hammer(database, updateFew())) {
      workload.awaitTransactions(50, PATIENCE);
      for (int times = 0; times < 10; times++) {
        CompletableFuture<?> starting = CompletableFuture.runAsync(() -> theseus.start(plan));
        workload.awaitTransactions(20 + 30 * times, PATIENCE);
        theseus.interrupt();
        await(starting, theseus);
      }
      within(() -> theseus.start(plan), theseus);
      within(theseus::complete, theseus);
      within(theseus::rollback, theseus);
      assertUnharmed(workload.stop());
    }
    assertFilled(database, plan);
  }

  private static ClientGroup.Script updateFew() {
    return client ->
        client.update(
            "UPDATE items SET amount = amount + 1 WHERE id = ?", 1 + client.random().nextInt(8));
  }

  private void startsUnder(TestDatabase database, ClientGroup.Script script) throws Exception {
    database.sql(TABLE);
    Theseus theseus = theseus(database);
    Plan plan = Lifecycle.plan(theseus, "v1", RELEASE);
    try (Workload workload = hammer(database, script)) {
      workload.awaitTransactions(100, PATIENCE);
      within(() -> theseus.start(plan), theseus);
      assertUnharmed(workload.stop());
    }
    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.STARTED);
    assertFilled(database, plan);
  }

  private static void assertFilled(TestDatabase database, Plan plan) {
    String items = plan.version().orElseThrow().schema().quoted() + ".items";
    assertThat(
            database.number(
                """
                SELECT count(*) FROM public.items o FULL JOIN %s n USING (id)
                WHERE n.label IS DISTINCT FROM o.name || '!' OR n.amount IS DISTINCT FROM o.amount
                """
                    .formatted(items)))
        .isZero();
  }

  private Theseus theseus(TestDatabase database) {
    long began = System.nanoTime();
    return Theseus.builder(database.dataSource())
        .lockBudget(LockBudget.defaults().withTotal(PATIENCE))
        .listener(event -> note(Duration.ofNanos(System.nanoTime() - began), event))
        .build();
  }

  private void note(Duration at, MigrationEvent event) {
    events.add("%5d ms %s".formatted(at.toMillis(), event));
  }

  private static Workload hammer(TestDatabase database, ClientGroup.Script script) {
    return Workload.start(ClientGroup.of("old", WRITERS, database.dataSource()).script(script));
  }

  private void within(Runnable command, Theseus theseus) throws Exception {
    CompletableFuture<Void> running = CompletableFuture.runAsync(command);
    try {
      running.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      theseus.interrupt();
      throw new AssertionError("not over after %s: %s".formatted(LIMIT, trail()), e);
    }
  }

  /// Ends as it likes: it may have been interrupted, or have been faster.
  private void await(CompletableFuture<?> running, Theseus theseus) throws Exception {
    try {
      running.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(MigrationException.class);
    } catch (TimeoutException e) {
      theseus.interrupt();
      throw new AssertionError("not interrupted after %s: %s".formatted(LIMIT, trail()), e);
    }
  }

  private static void assertUnharmed(WorkloadReport report) {
    assertThat(report.failures()).as(report.toString()).isEmpty();
  }

  private String trail() {
    return "\n" + String.join("\n", events);
  }
}
