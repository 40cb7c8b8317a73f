package dev.theseus.internal.backfill;

import static dev.theseus.internal.backfill.Fixture.differs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.event.MigrationEvent;
import dev.theseus.pacing.Pacing;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

class BackfillerConcurrencyTest {
  private static final String[] TABLE = {
    "CREATE TABLE t (id int PRIMARY KEY, a int, pad text)",
    "INSERT INTO t SELECT i, i, repeat('x', 60) FROM generate_series(1, 20000) i",
    "ALTER TABLE t ADD b bigint",
    """
    CREATE FUNCTION sync() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN NEW.b := NEW.a * 2; RETURN NEW; END'
    """,
    """
    CREATE TRIGGER sync BEFORE INSERT OR UPDATE OF id, a, pad ON t
      FOR EACH ROW EXECUTE FUNCTION sync()
    """
  };

  @EachMajor
  void leavesLockedRowsForLaterAndNamesTheirHolder(TestDatabase database) throws Exception {
    try (Fixture f = Fixture.on(database);
        Connection application = database.connect()) {
      f.pacing = Pacing.standard().withCourtesy(0).withPatience(Duration.ofMillis(200));
      database.sql(TABLE);
      application.setAutoCommit(false);
      try (Statement statement = application.createStatement()) {
        statement.execute("SET application_name = 'shop'");
        statement.execute("SELECT FROM t WHERE id IN (1, 5000, 5001) FOR UPDATE");
      }
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(() -> f.fill("t", differs("b", "a * 2")));

      f.until(
          "SELECT count(*) FROM t WHERE b = a * 2 HAVING count(*) = 19997 UNION ALL"
              + " SELECT 0 LIMIT 1");
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (f.events(MigrationEvent.Waiting.class).isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(f.events(MigrationEvent.Waiting.class).getFirst().reason())
          .matches(
              "3 rows of \"public\".\"t\" are locked by pid \\d+ shop \\(idle in transaction,"
                  + " transaction open for \\d+ s\\); the backfill goes on when they are released");
      assertThat(run).isNotDone();

      application.rollback();
      run.get(20, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(20_000);
      assertThat(database.number("SELECT skipped FROM theseus.backfill")).isPositive();
    }
  }

  /// As where an application moves a row from ahead of the pass to behind it, and no trigger fills.
  @EachMajor
  void findsARowThatEscapedAWholePass(TestDatabase database) throws Exception {
    try (Fixture f = Fixture.on(database)) {
      f.pacing = Pacing.standard().withCourtesy(0).withChunkBlocks(1, 1);
      database.sql(
          "CREATE TABLE t (id int PRIMARY KEY, pad text) WITH (fillfactor = 50)",
          "INSERT INTO t SELECT i, repeat('x', 200) FROM generate_series(1, 400) i",
          "ALTER TABLE t ADD b bigint; CREATE SEQUENCE numbers");
      AtomicBoolean escaped = new AtomicBoolean();
      f.beforeCommit =
          () -> {
            long behind =
                database.number(
                    "SELECT count(*) FROM theseus.backfill WHERE pass = 2 AND next_block > 2");
            if (behind > 0 && escaped.compareAndSet(false, true)) {
              database.sql("UPDATE t SET b = NULL WHERE id = 1");
            }
          };

      f.fill("t", Fixture.missing("b", "nextval('numbers')"));

      assertThat(escaped).isTrue();
      assertThat(database.number("SELECT count(*) FROM t WHERE b IS NULL")).isZero();
      assertThat(database.number("SELECT count(DISTINCT b) FROM t")).isEqualTo(400);
    }
  }

  @EachMajor
  void waitsForALockedTableWithoutQueueingInFrontOfOthers(TestDatabase database) throws Exception {
    try (Fixture f = Fixture.on(database);
        Connection maintenance = database.connect()) {
      f.pacing = Pacing.standard().withCourtesy(0).withPatience(Duration.ofMillis(200));
      database.sql(TABLE);
      maintenance.setAutoCommit(false);
      try (Statement statement = maintenance.createStatement()) {
        statement.execute("LOCK TABLE t IN SHARE MODE");
      }
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(() -> f.fill("t", differs("b", "a * 2")));
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (f.events(MigrationEvent.Waiting.class).isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(f.events(MigrationEvent.Waiting.class).getFirst().reason())
          .startsWith("table \"public\".\"t\" is locked by pid ");
      maintenance.rollback();
      run.get(20, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(20_000);
    }
  }

  @EachMajor
  void neitherFailsNorDeadlocksWritersThatHoldSeveralRows(TestDatabase database) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (Fixture f = Fixture.on(database);
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      f.pacing = Pacing.standard().withCourtesy(0);
      database.sql(TABLE);
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int seed = i;
        writers.add(pool.submit(() -> write(database, new Random(seed), stop)));
      }
      f.until("SELECT count(*) FROM t WHERE a < 0");
      f.fill("t", differs("b", "a * 2"));
      f.verify("t", List.of(), differs("b", "a * 2"));
      stop.set(true);
      for (Future<Integer> writer : writers) {
        assertThat(writer.get()).isPositive();
      }
      assertThat(database.number("SELECT count(*) FROM t WHERE b IS DISTINCT FROM a * 2")).isZero();
    }
  }

  /// Updates three random rows per transaction in ascending order, so that two writers cannot
  /// deadlock with each other; inserts and deletes too.
  private static int write(TestDatabase database, Random random, AtomicBoolean stop)
      throws SQLException {
    int transactions = 0;
    int seed = random.nextInt(1000);
    try (Connection connection = database.connect();
        PreparedStatement update = connection.prepareStatement("UPDATE t SET a = -? WHERE id = ?");
        PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, '')")) {
      connection.setAutoCommit(false);
      while (!stop.get()) {
        int[] ids = random.ints(3, 1, 20_001).sorted().toArray();
        for (int id : ids) {
          update.setInt(1, 1 + random.nextInt(1_000_000));
          update.setInt(2, id);
          update.executeUpdate();
        }
        if (transactions % 5 == 0) {
          insert.setInt(1, 100_000_000 + seed * 100_000 + transactions);
          insert.setInt(2, transactions);
          insert.executeUpdate();
        }
        connection.commit();
        transactions++;
      }
    }
    return transactions;
  }
}
