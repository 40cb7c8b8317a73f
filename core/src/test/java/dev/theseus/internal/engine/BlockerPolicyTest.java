package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.error.LockNotAcquired;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationEvent.BlockerEnded;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.policy.BlockerPolicy;
import dev.theseus.policy.BlockerPolicy.Action;
import dev.theseus.policy.LockBudget;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

final class BlockerPolicyTest {
  private final List<MigrationEvent> events = new CopyOnWriteArrayList<>();

  private static Plan plan(TestDatabase database) {
    PricePlan.prepare(database);
    return PricePlan.plan(
        "r1",
        database.major(),
        List.of(
            PricePlan.transaction(
                PricePlan.head("column", Phase.EXPAND, PricePlan.exclusive()),
                "ALTER TABLE items ADD COLUMN note text",
                "ALTER TABLE items DROP COLUMN note")));
  }

  private Theseus theseus(TestDatabase database, BlockerPolicy policy, Duration total) {
    return Theseus.builder(database.dataSource())
        .listener(events::add)
        .lockBudget(LockBudget.defaults().withTotal(total))
        .blockers(policy.onlyOlderThan(Duration.ofMillis(200)))
        .build();
  }

  /// A session of an ordinary role that has read the table in a transaction.
  private static Connection reader(TestDatabase database) throws SQLException {
    String role = database.role("reader");
    database.sql("GRANT SELECT, INSERT ON items TO " + role);
    Connection connection = database.dataSource(role).getConnection();
    run(connection, "SET application_name = 'report'; BEGIN; SELECT count(*) FROM items");
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<BlockerEnded> ended() {
    return events.stream()
        .filter(BlockerEnded.class::isInstance)
        .map(BlockerEnded.class::cast)
        .toList();
  }

  private List<String> spared() {
    return events.stream()
        .filter(MigrationEvent.Waiting.class::isInstance)
        .map(event -> ((MigrationEvent.Waiting) event).reason())
        .toList();
  }

  @PostgresTest
  void terminatesASessionThatIsIdleInATransaction(TestDatabase database) throws SQLException {
    Plan plan = plan(database);
    try (Connection reader = reader(database)) {
      MigrationState state =
          theseus(database, BlockerPolicy.of(Action.TERMINATE), Duration.ofMinutes(1))
              .start(plan)
              .state();

      assertThat(state).isEqualTo(MigrationState.STARTED);
      assertThat(reader.isValid(5)).isFalse();
      assertThat(ended())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.terminated()).isTrue();
                assertThat(event.blocker().application()).isEqualTo("report");
              });
    }
  }

  @PostgresTest
  void cancelsAStatementThatHoldsTheTable(TestDatabase database) throws Exception {
    Plan plan = plan(database);
    try (Connection reader = reader(database)) {
      CompletableFuture<Void> sleeping =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> run(reader, "SELECT pg_sleep(600)"))
                      .hasMessageContaining("canceling statement due to user request"));

      assertThat(
              theseus(database, BlockerPolicy.of(Action.CANCEL), Duration.ofMinutes(1))
                  .start(plan)
                  .state())
          .isEqualTo(MigrationState.STARTED);
      sleeping.get(60, TimeUnit.SECONDS);
      assertThat(ended()).singleElement().satisfies(it -> assertThat(it.terminated()).isFalse());
    }
  }

  @PostgresTest
  void saysThatCancellingDoesNotEndAnIdleTransaction(TestDatabase database) throws SQLException {
    Plan plan = plan(database);
    try (Connection reader = reader(database)) {
      Theseus theseus = theseus(database, BlockerPolicy.of(Action.CANCEL), Duration.ofSeconds(2));

      assertThatThrownBy(() -> theseus.start(plan)).isInstanceOf(LockNotAcquired.class);
      assertThat(ended()).isEmpty();
      assertThat(spared()).singleElement().asString().contains("is idle in a transaction");
      assertThat(reader.isValid(5)).isTrue();
    }
  }

  @PostgresTest
  void neverEndsASuperuser(TestDatabase database) throws SQLException {
    Plan plan = plan(database);
    try (Connection admin = database.connect()) {
      run(admin, "BEGIN; SELECT count(*) FROM items");
      Theseus theseus =
          theseus(database, BlockerPolicy.of(Action.TERMINATE), Duration.ofSeconds(2));

      assertThatThrownBy(() -> theseus.start(plan)).isInstanceOf(LockNotAcquired.class);
      assertThat(spared()).singleElement().asString().contains("its user is a superuser");
      assertThat(admin.isValid(5)).isTrue();
    }
  }

  @PostgresTest
  void neverEndsMaintenanceOrAnotherMigration(TestDatabase database) throws SQLException {
    Plan plan = plan(database);
    String owner = database.role("owner");
    database.sql("ALTER TABLE items OWNER TO " + owner);
    try (Connection other = database.dataSource(owner).getConnection()) {
      run(other, "BEGIN; LOCK TABLE items IN SHARE UPDATE EXCLUSIVE MODE");
      Theseus theseus =
          theseus(database, BlockerPolicy.of(Action.TERMINATE), Duration.ofSeconds(2));

      assertThatThrownBy(() -> theseus.start(plan)).isInstanceOf(LockNotAcquired.class);
      assertThat(spared()).singleElement().asString().contains("of maintenance or of another");
    }
  }

  @PostgresTest
  void waitsForWhomThePolicyDoesNotName(TestDatabase database) throws SQLException {
    Plan plan = plan(database);
    try (Connection reader = reader(database)) {
      Theseus theseus =
          theseus(
              database,
              BlockerPolicy.of(Action.TERMINATE).onlyApplication("batch"),
              Duration.ofSeconds(2));

      assertThatThrownBy(() -> theseus.start(plan)).isInstanceOf(LockNotAcquired.class);
      assertThat(ended()).isEmpty();
      assertThat(reader.isValid(5)).isTrue();
    }
  }

  @PostgresTest
  void waitsForEveryoneByDefault(TestDatabase database) throws SQLException {
    Plan plan = plan(database);
    try (Connection reader = reader(database)) {
      Theseus theseus = theseus(database, BlockerPolicy.waiting(), Duration.ofSeconds(2));

      assertThatThrownBy(() -> theseus.start(plan)).isInstanceOf(LockNotAcquired.class);
      assertThat(ended()).isEmpty();
      assertThat(reader.isValid(5)).isTrue();
    }
  }
}
