package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.plan.LockLevel;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A materialized view is filled anew while others read it.
class RefreshViewTest {
  private static final String LARGE =
      """
      CREATE TABLE items (id int, pad text);
      INSERT INTO items SELECT n, repeat('x', 200) FROM generate_series(1, 60000) n;
      CREATE MATERIALIZED VIEW "Sums" AS SELECT id % 10 AS k, count(*) AS n FROM items GROUP BY 1;
      """;
  private static final String KEY = "CREATE UNIQUE INDEX sums_key ON \"Sums\" (k)";
  private static final String REFRESH = "REFRESH MATERIALIZED VIEW CONCURRENTLY \"Sums\";";

  @EachMajor
  void isCarriedOutBesideReaders(TestDatabase database) throws SQLException {
    database.sql(LARGE, KEY, "INSERT INTO items VALUES (3, '')");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1", REFRESH);

    assertThat(plan.steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step).isInstanceOf(Step.Standalone.class);
              assertThat(step.undo()).isEqualTo(new Undo.Nothing());
              assertThat(step.head().locks())
                  .anyMatch(
                      lock ->
                          lock.level() == LockLevel.EXCLUSIVE
                              && lock.object().name().name().equals("Sums"));
            });
    try (Connection reader = database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM \"Sums\"");
      theseus.start(plan);
    }

    assertThat(database.number("SELECT n FROM \"Sums\" WHERE k = 3")).isEqualTo(6001);
    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
  }

  @EachMajor
  void isRunAgainWhenTheConnectionWasLostMeanwhile(TestDatabase database)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    database.sql(LARGE, KEY, "INSERT INTO items VALUES (3, '')");
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan = Lifecycle.plan(theseus, "v1", REFRESH);
    CompletableFuture<Boolean> start;
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(REFRESH);
      start =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  theseus.start(plan);
                  return true;
                } catch (RuntimeException e) {
                  return false;
                }
              });
      String waiting =
          "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'REFRESH%'";
      until(database, "SELECT count(*) " + waiting);
      database.sql("SELECT pg_terminate_backend(pid) " + waiting);
      other.rollback();
    }
    if (!start.get(30, TimeUnit.SECONDS)) {
      theseus.resume();
    }

    assertThat(theseus.status().orElseThrow().state()).isEqualTo(MigrationState.STARTED);
    assertThat(database.number("SELECT n FROM \"Sums\" WHERE k = 3")).isEqualTo(6001);
  }

  @EachMajor
  void runsBehindTheIndexThatTheReleaseBuilds(TestDatabase database) {
    database.sql(LARGE, "INSERT INTO items VALUES (3, '')");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    theseus.start(Lifecycle.plan(theseus, "v1", KEY + ";" + REFRESH));

    assertThat(database.number("SELECT n FROM \"Sums\" WHERE k = 3")).isEqualTo(6001);
    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
  }

  @EachMajor
  void runsBehindTheFirstOneOfTheRelease(TestDatabase database) {
    database.sql(
        LARGE, "CREATE MATERIALIZED VIEW empty AS SELECT count(*) AS n FROM items WITH NO DATA");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    theseus.start(
        Lifecycle.plan(
            theseus,
            "v1",
            """
            REFRESH MATERIALIZED VIEW empty;
            CREATE UNIQUE INDEX ON empty (n);
            REFRESH MATERIALIZED VIEW CONCURRENTLY empty;
            """));

    assertThat(database.number("SELECT n FROM empty")).isEqualTo(60_000);
  }

  @EachMajor
  void isRefusedWhereTheServerCannot(TestDatabase database) {
    database.sql(
        LARGE,
        "CREATE UNIQUE INDEX few ON \"Sums\" (k) WHERE n > 5",
        "CREATE UNIQUE INDEX computed ON \"Sums\" ((k + 1))",
        "CREATE INDEX plain ON \"Sums\" (k)",
        "CREATE MATERIALIZED VIEW empty AS SELECT id FROM items WITH NO DATA",
        "CREATE UNIQUE INDEX empty_key ON empty (id)");

    assertRefused(
        database,
        REFRESH,
        "it has no unique index over plain columns and all rows, which CONCURRENTLY needs",
        "put CREATE UNIQUE INDEX … ON \"public\".\"Sums\" (…)");
    assertRefused(
        database,
        "REFRESH MATERIALIZED VIEW CONCURRENTLY empty;",
        "it holds no rows yet (WITH NO DATA), which CONCURRENTLY needs",
        "leave out CONCURRENTLY once: nobody can read the view before");
  }

  @EachMajor
  void isNamedWhereAPlainOneIsRefused(TestDatabase database) {
    database.sql(LARGE);

    assertRefused(
        database,
        "REFRESH MATERIALIZED VIEW \"Sums\";",
        "nobody can read the view until its query has ended",
        "put CREATE UNIQUE INDEX … ON \"public\".\"Sums\" (…)");
    database.sql(KEY);
    assertRefused(
        database,
        "REFRESH MATERIALIZED VIEW \"Sums\";",
        "nobody can read the view until its query has ended",
        "write REFRESH MATERIALIZED VIEW CONCURRENTLY \"public\".\"Sums\": others read on");
  }

  @EachMajor
  void runsPlainWhereNobodyCanReadTheViewYet(TestDatabase database) {
    database.sql(
        LARGE, "CREATE MATERIALIZED VIEW empty AS SELECT count(*) AS n FROM items WITH NO DATA");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    theseus.start(Lifecycle.plan(theseus, "v1", "REFRESH MATERIALIZED VIEW empty;"));

    assertThat(database.number("SELECT n FROM empty")).isEqualTo(60_000);
  }

  private static void assertRefused(
      TestDatabase database, String statement, String what, String fix) {
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    assertThatThrownBy(() -> Lifecycle.plan(theseus, "v1", statement))
        .hasMessageContaining(what)
        .hasMessageContaining(fix);
  }

  private static void until(TestDatabase database, String query) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (database.number(query) == 0) {
      assertThat(System.nanoTime()).as(query).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
