package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.error.LockNotAcquired;
import dev.theseus.event.Activity;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationEvent.Blocker;
import dev.theseus.event.MigrationEvent.LockBlocked;
import dev.theseus.event.MigrationEvent.StatementProgress;
import dev.theseus.event.MigrationEvent.Waiting;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.policy.LockBudget;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.Sql;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Statements outside of transactions that take long: what they wait for is told, what they leave
/// is removed, and a deadlock is no end.
final class LongStatementTest {
  private static final LockUse WEAK =
      LockUse.scanning(LockLevel.SHARE_UPDATE_EXCLUSIVE, PricePlan.ITEMS);

  private final List<MigrationEvent> events = new CopyOnWriteArrayList<>();

  private Theseus theseus(TestDatabase database) {
    return Theseus.builder(database.dataSource())
        .listener(events::add)
        .lockBudget(LockBudget.defaults().withTotal(Duration.ofMinutes(1)))
        .build();
  }

  private static Plan plan(TestDatabase database, Step step) {
    return PricePlan.plan("r1", database.major(), List.of(step));
  }

  private static Step index() {
    return new Step.CreateIndexConcurrently(
        PricePlan.head("index", Phase.EXPAND, WEAK),
        PricePlan.ITEMS,
        PricePlan.NEW_INDEX,
        Sql.verbatim("CREATE INDEX CONCURRENTLY items_cents ON public.items (id, price)"));
  }

  private static Step reindex(String what) {
    return new Step.Standalone(
        PricePlan.head("reindex", Phase.EXPAND, WEAK),
        Sql.verbatim("REINDEX " + what),
        new Undo.Nothing(),
        true);
  }

  private <T extends MigrationEvent> List<T> heard(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private List<Blocker> waitedFor() {
    return heard(StatementProgress.class).stream()
        .flatMap(event -> event.activity().waitingFor().stream())
        .toList();
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 30 s: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static Connection reader(TestDatabase database) throws SQLException {
    Connection connection = database.connect();
    run(
        connection,
        "SET application_name = 'report'; BEGIN ISOLATION LEVEL REPEATABLE READ;"
            + " SELECT count(*) FROM items");
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static MigrationState state(CompletableFuture<MigrationState> command)
      throws InterruptedException, ExecutionException, TimeoutException {
    return command.get(60, TimeUnit.SECONDS);
  }

  @EachMajor
  void tellsWhichTransactionAnIndexWaitsFor(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    Theseus theseus = theseus(database);
    try (Connection reader = reader(database)) {
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(() -> theseus.start(plan(database, index())).state());
      until("the wait is told", () -> !waitedFor().isEmpty());

      assertThat(waitedFor().getFirst())
          .satisfies(
              blocker -> {
                assertThat(blocker.application()).isEqualTo("report");
                assertThat(blocker.state()).isEqualTo("idle in transaction");
                assertThat(blocker.query()).contains("SELECT count(*) FROM items");
                assertThat(blocker.lock()).isEqualTo("a transaction that is older than the step");
              });
      MigrationStatus status = theseus(database).status().orElseThrow();
      assertThat(status.activity().map(Activity::phase).orElse("")).startsWith("waiting for");
      assertThat(status.activity().orElseThrow().lockersTotal()).isPositive();
      assertThat(status.activity().orElseThrow().waitingFor()).hasSize(1);
      run(reader, "COMMIT");
      assertThat(state(started)).isEqualTo(MigrationState.STARTED);
    }
    assertThat(theseus.status().orElseThrow().activity()).isEmpty();
  }

  @EachMajor
  void buildsAnIndexAgainAfterADeadlock(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    database.sql("ALTER DATABASE \"%s\" SET deadlock_timeout = '2s'".formatted(database.name()));
    Theseus theseus = theseus(database);
    try (Connection writer = database.connect()) {
      run(
          writer,
          "SET deadlock_timeout = '10min'; BEGIN; UPDATE items SET price = price WHERE id = 1");
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(() -> theseus.start(plan(database, index())).state());
      until(
          "the build waits for the writer",
          () ->
              database.number(
                      "SELECT count(*) FROM pg_locks WHERE locktype = 'virtualxid' AND NOT granted")
                  > 0);
      run(writer, "LOCK TABLE items IN SHARE UPDATE EXCLUSIVE MODE");
      run(writer, "COMMIT");

      assertThat(state(started)).isEqualTo(MigrationState.STARTED);
    }
    assertThat(heard(Waiting.class))
        .extracting(Waiting::reason)
        .anySatisfy(
            reason ->
                assertThat(reason)
                    .startsWith("a deadlock ended the build of index public.items_cents (Process")
                    .contains("(1 of 5)"));
    assertThat(
            database.one(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_cents'::regclass"))
        .isEqualTo("t");
  }

  @EachMajor
  void removesWhatABrokenReindexLeft(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    breakReindex(database);
    assertThat(leftovers(database)).isPositive();
    Theseus theseus = theseus(database);

    assertThat(theseus.start(plan(database, reindex("TABLE CONCURRENTLY items"))).state())
        .isEqualTo(MigrationState.STARTED);

    assertThat(leftovers(database)).isZero();
    assertThat(database.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(heard(Waiting.class))
        .extracting(Waiting::reason)
        .anyMatch(
            reason -> reason.matches("index public\\.items_\\w+_ccnew\\d*, which a broken .*"));
  }

  /// Its effect cannot be seen, but doing it again does no harm.
  @EachMajor
  void rebuildsAgainWhenTheConnectionWasLost(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    Theseus theseus = theseus(database);
    try (Connection reader = reader(database)) {
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(
              () ->
                  theseus.start(plan(database, reindex("INDEX CONCURRENTLY items_price"))).state());
      until("the wait is told", () -> !waitedFor().isEmpty());
      database.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'REINDEX%'"
              + " AND pid <> pg_backend_pid()");
      run(reader, "COMMIT");
      assertThat(state(started)).isEqualTo(MigrationState.STARTED);
    }
    assertThat(leftovers(database)).isZero();
  }

  @EachMajor
  void namesWhoKeepsAConstraintFromBeingValidated(TestDatabase database) throws Exception {
    PricePlan.prepare(database);
    database.sql("ALTER TABLE items ADD CONSTRAINT positive CHECK (price > 0) NOT VALID");
    Step validate =
        new Step.ValidateConstraint(
            PricePlan.head("validate", Phase.EXPAND, WEAK),
            PricePlan.ITEMS,
            Identifier.of("positive"));
    Theseus theseus =
        Theseus.builder(database.dataSource())
            .listener(events::add)
            .lockBudget(LockBudget.defaults().withTotal(Duration.ofMillis(100)))
            .build();
    try (Connection maintenance = database.connect()) {
      run(maintenance, "SET application_name = 'nightly'; BEGIN; LOCK TABLE items IN SHARE MODE");

      assertThatThrownBy(() -> theseus.start(plan(database, validate)))
          .isInstanceOf(LockNotAcquired.class)
          .hasMessageContaining("application nightly")
          .hasMessageContaining("ShareLock on public.items");
    }
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
  }

  @EachMajor
  void namesWhoKeepsAPartitionFromBeingDetached(TestDatabase database) throws Exception {
    database.sql(
        "CREATE TABLE orders (id integer) PARTITION BY RANGE (id)",
        "CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100)");
    Step detach =
        new Step.DetachPartition(
            PricePlan.head("detach", Phase.EXPAND),
            dev.theseus.sql.QualifiedName.of("public", "orders"),
            dev.theseus.sql.QualifiedName.of("public", "orders_1"),
            "",
            List.of(),
            new Undo.Nothing());
    Theseus theseus = theseus(database);
    try (Connection reader = database.connect()) {
      run(reader, "SET application_name = 'report'; BEGIN; SELECT count(*) FROM orders");
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(() -> theseus.start(plan(database, detach)).state());
      until("a try was in vain", () -> !heard(LockBlocked.class).isEmpty());
      run(reader, "COMMIT");
      assertThat(state(started)).isEqualTo(MigrationState.STARTED);
    }
    assertThat(heard(LockBlocked.class).getFirst().blockers())
        .extracting(Blocker::application)
        .containsExactly("report");
    assertThat(database.number("SELECT count(*) FROM pg_inherits")).isZero();
  }

  private static long leftovers(TestDatabase database) {
    return database.number("SELECT count(*) FROM pg_class WHERE relname ~ '_cc(new|old)\\d*$'");
  }

  private static void breakReindex(TestDatabase database) throws Exception {
    try (Connection reader = reader(database);
        Connection broken = database.connect()) {
      CompletableFuture<Void> rebuilding =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> run(broken, "REINDEX TABLE CONCURRENTLY items"))
                      .hasMessageContaining("canceling statement"));
      until("indexes are there twice", () -> leftovers(database) > 0);
      until(
          "it waits",
          () ->
              database.number(
                      "SELECT count(*) FROM pg_locks WHERE locktype = 'virtualxid' AND NOT granted")
                  > 0);
      database.sql(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'REINDEX%'"
              + " AND pid <> pg_backend_pid()");
      rebuilding.get(60, TimeUnit.SECONDS);
      assertThat(reader.isValid(5)).isTrue();
    }
  }
}
