package dev.theseus.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.event.MigrationEvent;
import dev.theseus.plan.Step;
import dev.theseus.plan.StepHead;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Data changes in batches: every row once, whatever is interrupted and whoever writes meanwhile.
class DataChangerTest {
  private static final String COUNTERS =
      """
      CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0, pad text);
      CREATE INDEX t_pad ON t (pad);
      INSERT INTO t (id, pad) SELECT i * 3, 'p' || i FROM generate_series(1, 6000) i
      """;

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Statements whose batches must leave what the statement itself leaves.
  private static final List<String> STATEMENTS =
      List.of(
          "UPDATE items SET n = n + 1",
          "UPDATE items AS i SET n = n * 2, note = 'x' || note WHERE i.n % 3 = 0 -- every third",
          "UPDATE items SET n = o.m FROM other o WHERE o.item = items.id AND (o.m > 5 OR o.m < 3)",
          "UPDATE items SET (n, note) = (SELECT m, o.word FROM other o WHERE o.item = items.id)",
          "UPDATE public.items SET note = CASE WHEN n > 5 THEN 'many' ELSE 'few' END",
          "DELETE FROM items WHERE n % 7 = 0",
          "DELETE FROM items WHERE n = 1 OR note IS NULL OR n = 2",
          "DELETE FROM items i USING other o WHERE o.item = i.id AND o.m > 8",
          "DELETE FROM items WHERE NOT EXISTS (SELECT FROM other WHERE other.item = items.id)",
          "INSERT INTO copies (item, word) SELECT id, note FROM items WHERE n > 5",
          "INSERT INTO copies SELECT i.id, o.word FROM items i LEFT JOIN other o ON o.item = i.id"
              + " AND o.m > 4",
          "INSERT INTO copies SELECT i.id, w FROM items i, LATERAL (VALUES ('a'), (i.note)) v(w)"
              + " WHERE i.n <> 4 ON CONFLICT (item, word) DO NOTHING",
          "INSERT INTO copies (item, word) SELECT i.id, o.word FROM other o JOIN items i ON i.id ="
              + " o.item ON CONFLICT (item, word) DO UPDATE SET seen = copies.seen + 1");

  private static final String TABLES =
      """
      CREATE TABLE items (id bigint PRIMARY KEY, n int, note text);
      CREATE TABLE other (id int PRIMARY KEY, item bigint, m int, word text);
      CREATE TABLE copies (item bigint, word text, seen int DEFAULT 0, UNIQUE (item, word));
      CREATE INDEX ON other (item);
      INSERT INTO items SELECT i * 2, i % 11, CASE WHEN i % 13 <> 0 THEN 'n' || i END
        FROM generate_series(1, 3000) i;
      INSERT INTO other SELECT i, i * 3 + i % 2, i % 10, 'w' || i FROM generate_series(1, 1500) i;
      INSERT INTO copies (item, word) SELECT id, note FROM items WHERE n = 5 AND note IS NOT NULL
      """;

  @EachMajor
  void leavesWhatTheStatementLeaves(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      for (String statement : STATEMENTS) {
        database.sql("DROP TABLE IF EXISTS items, other, copies", TABLES, statement);
        String wanted = content(database);
        database.sql("DROP TABLE items, other, copies", TABLES, "DELETE FROM theseus.change");

        run(f, DataChanges.of(database, statement));

        assertThat(content(database)).as(statement).isEqualTo(wanted);
        assertThat(database.number("SELECT keys FROM theseus.change")).isGreaterThan(1000);
      }
    }
  }

  private static String content(TestDatabase database) {
    return String.valueOf(
        database.query(
            """
            SELECT 'items', id, n, note FROM items
            UNION ALL SELECT 'copies', item, seen, word FROM copies
            ORDER BY 1, 2, 3, 4
            """));
  }

  @EachMajor
  void takesEachRowOnceThroughInterruptions(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(COUNTERS);
      Step.ChangeRows step = DataChanges.of(database, "UPDATE t SET n = n + 1");
      AtomicInteger commits = new AtomicInteger();
      f.beforeCommit =
          () -> {
            if (commits.incrementAndGet() % 3 == 0) {
              throw new Stopped();
            }
          };
      int stops = 0;
      for (boolean done = false; !done; ) {
        try {
          run(f, step);
          done = true;
        } catch (Stopped e) {
          stops++;
        }
      }
      assertThat(stops).isGreaterThan(3);
      assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(6000);
      assertThat(database.number("SELECT rows FROM theseus.change")).isEqualTo(6000);
    }
  }

  @EachMajor
  void takesEachRowOnceWhileTheApplicationMovesRows(TestDatabase database)
      throws SQLException, InterruptedException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(COUNTERS);
      Step.ChangeRows step = DataChanges.of(database, "UPDATE t SET n = n + 1");
      f.pacing = f.pacing.withChunkTime(Duration.ofMillis(2)).withMaxRowsPerSecond(8000);
      ClientGroup writers =
          ClientGroup.of("writers", 2, database.dataSource())
              .script(
                  client ->
                      client.update(
                          "UPDATE t SET pad = 'q' || random() WHERE id % 3 = 0 AND id = ?",
                          3 * (1 + client.random().nextInt(6000))))
              .script(
                  client ->
                      client.update(
                          "INSERT INTO t (id) VALUES (?) ON CONFLICT DO NOTHING",
                          3 * client.random().nextInt(6000) + 1));
      try (Workload workload = Workload.start(writers)) {
        workload.awaitTransactions(20, Duration.ofSeconds(30));
        run(f, step);
        assertThat(workload.stop().failures()).isEmpty();
      }
      assertThat(database.number("SELECT count(*) FROM t WHERE id % 3 = 0 AND n = 1"))
          .isEqualTo(6000);
      assertThat(database.number("SELECT count(*) FROM t WHERE n NOT IN (0, 1)")).isZero();
      assertThat(database.number("SELECT count(*) FROM t WHERE pad LIKE 'q%'")).isPositive();
    }
  }

  @PostgresTest
  void waitsForALockedRowWithoutStandingInAnybodysWay(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database);
        Connection other = database.connect();
        Statement holder = other.createStatement()) {
      database.sql(COUNTERS);
      Step.ChangeRows step = DataChanges.of(database, "UPDATE t SET n = n + 1");
      f.pacing = f.pacing.withPatience(Duration.ofMillis(100));
      other.setAutoCommit(false);
      holder.execute("UPDATE t SET pad = 'held' WHERE id = 3000");
      CompletableFuture<Void> change = CompletableFuture.runAsync(() -> run(f, step));
      f.until("SELECT count(*) FROM theseus.change WHERE last_key[1]::int = 2997");
      holder.execute("UPDATE t SET pad = 'held' WHERE id IN (3, 2997, 18000)");
      until(() -> !f.events(MigrationEvent.Waiting.class).isEmpty());
      assertThat(change).isNotDone();
      other.commit();
      change.join();

      assertThat(f.events(MigrationEvent.Waiting.class).getFirst().reason())
          .startsWith("rows of \"public\".\"t\" are locked; open transactions on it: pid ")
          .endsWith("the change goes on when they end");
      assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(6000);
      assertThat(database.number("SELECT count(*) FROM t WHERE pad = 'held'")).isEqualTo(4);
    }
  }

  @PostgresTest
  void namesTheRowForWhichTheStatementFails(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(COUNTERS, "UPDATE t SET pad = 'none' WHERE id = 4500");
      Step.ChangeRows step =
          DataChanges.of(database, "UPDATE t SET n = n + substr(pad, 2)::int * 0 + 1");

      assertThatThrownBy(() -> run(f, step))
          .hasMessageContaining("the statement fails for the row of \"public.t\" where id = 4500")
          .hasMessageContaining("invalid input syntax for type integer")
          .hasMessageContaining("correct the row and run theseus resume");
      assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(1499);

      database.sql("UPDATE t SET pad = 'p7' WHERE id = 4500");
      run(f, step);
      assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(6000);
    }
  }

  @PostgresTest
  void goesOnBehindTheLastKeyWhenTheReleaseWasRolledBackAndIsStartedAgain(TestDatabase database)
      throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(COUNTERS);
      Step.ChangeRows once = DataChanges.of(database, "UPDATE t SET n = n + 1");
      Step.ChangeRows again = DataChanges.of(database, "UPDATE t SET pad = 'z' || id");
      run(f, once);
      run(f, 1, again, "again");
      database.sql(
          "UPDATE theseus.migration SET state = 'rolled_back'",
          """
          INSERT INTO theseus.migration (name, state, plan, plan_hash, soak)
            VALUES ('m', 'starting', '{}', '', '1 day')
          """,
          "INSERT INTO t (id) SELECT 18000 + i FROM generate_series(1, 10) i",
          "UPDATE t SET pad = NULL WHERE id <= 30");

      run(f, 2, once, once.id());
      run(f, 2, again, "again");

      assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(6010);
      assertThat(database.number("SELECT count(*) FROM t WHERE pad = 'z' || id")).isEqualTo(6010);
    }
  }

  @EachMajor
  void goesByKeysOfSeveralColumnsAndAnyType(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          """
          CREATE COLLATION german (provider = icu, locale = 'de');
          CREATE TABLE t (
            a text COLLATE german, b timestamptz, c numeric(12,4), n int DEFAULT 0,
            PRIMARY KEY (a, b, c)) PARTITION BY HASH (a, b, c);
          CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
          CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
          INSERT INTO t SELECT chr(65 + i % 50) || 'ä'',"\\' || i % 3,
            '2020-01-01'::timestamptz + i * interval '1.000001 s', i / 7.0
            FROM generate_series(1, 5000) i;
          CREATE TABLE "U u" ("K k" uuid PRIMARY KEY, "n N" int DEFAULT 0);
          INSERT INTO "U u" SELECT gen_random_uuid() FROM generate_series(1, 5000)
          """);
      run(f, DataChanges.of(database, "UPDATE t SET n = n + 1"));
      database.sql("DELETE FROM theseus.change");
      run(f, DataChanges.of(database, "UPDATE \"U u\" SET \"n N\" = \"n N\" + 1"));

      assertThat(database.number("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(5000);
      assertThat(database.number("SELECT count(*) FROM \"U u\" WHERE \"n N\" = 1")).isEqualTo(5000);
    }
  }

  @PostgresTest
  void tellsHowFarItIs(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(COUNTERS, "ANALYZE t");
      f.pacing = f.pacing.withMaxRowsPerSecond(10_000);

      run(f, DataChanges.of(database, "UPDATE t SET n = n + 1 WHERE id % 2 = 0"));

      List<MigrationEvent.BackfillProgress> told = f.events(MigrationEvent.BackfillProgress.class);
      assertThat(told.getFirst().blocksTotal()).isEqualTo(6000);
      assertThat(told.getFirst().blocksDone()).isBetween(1L, 5999L);
      assertThat(told.getLast().blocksDone()).isEqualTo(6000);
      assertThat(told.getLast().rows()).isEqualTo(3000);
    }
  }

  @PostgresTest
  void endsAtOnceOnAnEmptyTable(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(COUNTERS, "DELETE FROM t");
      run(f, DataChanges.of(database, "DELETE FROM t WHERE n = 0"));
      assertThat(database.one("SELECT finished FROM theseus.change")).isEqualTo("t");
    }
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static void run(Fixture f, Step.ChangeRows step) {
    new DataChanger(f.context()).run(step);
  }

  private static void run(Fixture f, long migration, Step.ChangeRows step, String id) {
    BackfillContext c = f.context();
    new DataChanger(
            new BackfillContext(
                c.connection(),
                migration,
                c.migration(),
                c.fence(),
                c.pacing(),
                c.time(),
                c.listener(),
                c.interrupted()))
        .run(renamed(step, id));
  }

  private static Step.ChangeRows renamed(Step.ChangeRows step, String id) {
    var head = step.head();
    return new Step.ChangeRows(
        new StepHead(id, head.phase(), head.title(), head.locks(), head.notes()),
        step.statement(),
        step.batch(),
        step.target(),
        step.columns(),
        step.key(),
        step.repeatable(),
        step.undo());
  }
}
