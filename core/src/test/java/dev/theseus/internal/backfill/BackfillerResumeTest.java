package dev.theseus.internal.backfill;

import static dev.theseus.internal.backfill.Fixture.differs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.SettableTime;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class BackfillerResumeTest {
  private static final String[] TABLE = {
    "CREATE TABLE t (id int PRIMARY KEY, a int, pad text)",
    "INSERT INTO t SELECT i, i, repeat('x', 100) FROM generate_series(1, 8000) i",
    "ALTER TABLE t ADD b bigint"
  };

  /// Waits for nothing the backfill has locked.
  private static final String RESET =
      "UPDATE t SET b = NULL WHERE id IN (SELECT id FROM t WHERE id <= %d FOR UPDATE SKIP LOCKED)";

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @EachMajor
  void goesOnAfterEachChunkThatWasBrokenOff(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      int runs = 0;
      for (int breakAt = 1; breakAt > 0; runs++) {
        AtomicInteger commits = new AtomicInteger();
        int chunk = breakAt;
        f.beforeCommit =
            () -> {
              if (commits.incrementAndGet() == chunk) {
                throw new Stopped();
              }
            };
        try {
          f.fill("t", differs("b", "a * 2"));
          breakAt = 0;
        } catch (Stopped e) {
          assertThat(f.connection.getAutoCommit()).isTrue();
          breakAt++;
        }
      }
      assertThat(runs).isGreaterThan(3);
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(8000);
      assertThat(database.number("SELECT rows FROM theseus.backfill")).isEqualTo(8000);
    }
  }

  /// Runs when the first chunk of a pass is committed, once for each pass.
  private static Runnable oncePerPass(TestDatabase database, int lastPass, String sql) {
    Set<Long> seen = new HashSet<>();
    return () -> {
      boolean begun =
          database.number("SELECT coalesce(max(next_block), 0) FROM theseus.backfill") >= 64;
      long pass = database.number("SELECT coalesce(max(pass), 0) FROM theseus.backfill");
      if (begun && pass <= lastPass && seen.add(pass)) {
        database.sql(sql);
      }
    };
  }

  @EachMajor
  void callsAFillThatWasResumedNotEndlessBecauseOfItsRest(TestDatabase database)
      throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      f.pacing = f.pacing.withChunkBlocks(16, 64);
      database.sql(TABLE);
      f.beforeCommit =
          () ->
              f.interrupted =
                  database.number("SELECT coalesce(max(rows), 0) FROM theseus.backfill") > 7000;
      assertThatThrownBy(() -> f.fill("t", differs("b", "a * 2")))
          .hasMessageContaining("interrupted");
      f.interrupted = false;
      f.beforeCommit = oncePerPass(database, 3, RESET.formatted(1000));

      f.fill("t", differs("b", "a * 2"));

      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(8000);
      assertThat(database.number("SELECT pass FROM theseus.backfill")).isGreaterThan(2);
    }
  }

  @EachMajor
  void findsAFillEndlessThatWasResumed(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      for (int pass = 3; pass < 6; pass += 2) {
        assertThatThrownBy(() -> f.fill("t", differs("b", "random() * 1000000")))
            .hasMessageContaining("were due again in pass " + pass);
      }
      f.fill("t", differs("b", "a * 2"));
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(8000);
    }
  }

  @EachMajor
  void goesOnHoweverManyPassesWereMadeBefore(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      f.pacing = f.pacing.withChunkBlocks(16, 64);
      database.sql(TABLE);
      AtomicBoolean hindered = new AtomicBoolean(true);
      f.beforeCommit =
          () -> {
            if (hindered.get()
                && database.number("SELECT coalesce(max(next_block), 0) FROM theseus.backfill")
                    >= 64) {
              database.sql(RESET.formatted(10));
            }
          };
      assertThatThrownBy(() -> f.fill("t", differs("b", "a * 2")))
          .hasMessageContaining("rows of \"public\".\"t\" are still due after 20 passes")
          .hasMessageContaining("run theseus resume when fewer rows are written");
      hindered.set(false);

      f.fill("t", differs("b", "a * 2"));

      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(8000);
      assertThat(database.number("SELECT pass FROM theseus.backfill")).isGreaterThan(20);
    }
  }

  @EachMajor
  void startsAgainWhenTheTableIsRewritten(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      AtomicInteger commits = new AtomicInteger();
      f.beforeCommit =
          () -> {
            if (commits.incrementAndGet() == 6) {
              f.interrupted = true;
            }
          };
      assertThatThrownBy(() -> f.fill("t", differs("b", "a * 2")))
          .hasMessage(
              "migration m was interrupted (step fill); run theseus resume; what was done is kept");
      f.interrupted = false;
      f.beforeCommit = () -> {};
      database.sql("DELETE FROM t WHERE id % 3 = 0", "VACUUM FULL t");

      f.fill("t", differs("b", "a * 2"));

      assertThat(database.number("SELECT count(*) FROM t WHERE b IS NULL")).isZero();
      assertThat(
              database.number(
                  "SELECT count(*) FROM theseus.backfill"
                      + " WHERE relfilenode = pg_relation_filenode('t')"))
          .isEqualTo(1);
    }
  }

  @EachMajor
  void noticesARewriteBetweenTwoChunks(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      AtomicBoolean rewritten = new AtomicBoolean();
      f.pacing = f.pacing.withMaxRowsPerSecond(100);
      f.time =
          new SettableTimeHook(
              () -> {
                if (!rewritten.getAndSet(true)) {
                  database.sql("VACUUM FULL t");
                }
              });
      f.fill("t", differs("b", "a * 2"));
      assertThat(rewritten).isTrue();
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(8000);
      assertThat(
              database.number(
                  "SELECT count(*) FROM theseus.backfill"
                      + " WHERE relfilenode = pg_relation_filenode('t')"))
          .isEqualTo(1);
    }
  }

  @EachMajor
  void keepsToRowsPerSecond(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      SettableTime time = new SettableTime(Instant.EPOCH);
      f.time = time;
      f.pacing = f.pacing.withMaxRowsPerSecond(1000);
      f.fill("t", differs("b", "a * 2"));
      assertThat(time.slept()).isBetween(Duration.ofSeconds(6), Duration.ofMillis(8200));
    }
  }

  @EachMajor
  void pausesAndResumesOnTheWishOfAnotherSession(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      AtomicInteger polls = new AtomicInteger();
      f.time =
          new SettableTimeHook(
              () -> {
                if (polls.incrementAndGet() == 5) {
                  database.sql(
                      "UPDATE theseus.control SET paused = false, max_rows_per_second = 500");
                }
              });
      AtomicBoolean asked = new AtomicBoolean();
      f.beforeCommit =
          () -> {
            if (database.number("SELECT count(*) FROM theseus.backfill WHERE rows > 500") > 0
                && !asked.getAndSet(true)) {
              database.sql("UPDATE theseus.control SET paused = true");
            }
          };
      f.fill("t", differs("b", "a * 2"));
      assertThat(f.events(MigrationEvent.Waiting.class))
          .extracting(MigrationEvent.Waiting::reason)
          .containsExactly("paused; run theseus resume");
      assertThat(polls.get()).isGreaterThan(20);
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a * 2")).isEqualTo(8000);
    }
  }

  @PostgresTest
  void canBeResumedWhenTheServerEndsTheConnection(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(TABLE);
      AtomicBoolean killed = new AtomicBoolean();
      f.beforeCommit =
          () -> {
            if (!killed.getAndSet(true)) {
              database.sql(
                  "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                      + " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                      + " AND backend_type = 'client backend'");
            }
          };
      MigrationException e =
          catchThrowableOfType(MigrationException.class, () -> f.fill("t", differs("b", "a * 2")));
      assertThat(e.problem().code()).isEqualTo(ProblemCode.CONNECTION_LOST);
      assertThat(e.problem().fix()).isEqualTo("run theseus resume; what was filled is kept");
    }
  }

  @PostgresTest
  void makesChunksSmallerThatRunIntoTheTimeLimit(TestDatabase database) throws SQLException {
    try (Fixture f = Fixture.on(database)) {
      database.sql(
          "CREATE TABLE t (id int, a int, pad text)",
          "INSERT INTO t SELECT i, i, repeat('x', 2000) FROM generate_series(1, 12) i",
          "ALTER TABLE t ADD b bigint",
          """
          CREATE FUNCTION slow(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(0.12); RETURN i; END'
          """);
      f.pacing = f.pacing.withChunkBlocks(1, 16);
      f.fill("t", differs("b", "slow(a)"));
      assertThat(database.number("SELECT count(*) FROM t WHERE b = a")).isEqualTo(12);
    }
  }
}
