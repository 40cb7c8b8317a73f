package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Step;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A synchronous standby that does not answer: commits wait for it, applications must not wait for
/// our locks meanwhile.
@Tag("postgres")
final class SlowStandbyTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Plan plan(TestDatabase database) {
    Step step =
        PricePlan.transaction(
            PricePlan.head("note", Phase.EXPAND, PricePlan.exclusive()),
            "ALTER TABLE items ADD note text",
            "ALTER TABLE items DROP note");
    return PricePlan.plan("r1", database.major(), List.of(step));
  }

  private static void standby(TestDatabase database, String name) {
    database.sql("ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(name));
    database.sql("SELECT pg_reload_conf()");
  }

  private static void awaitCommitThatWaits(TestDatabase database) {
    Instant end = Instant.now().plus(LIMIT);
    while (database.number(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'theseus' AND wait_event = 'SyncRep'
            """)
        == 0) {
      assertThat(Instant.now()).as("the commit never waited").isBefore(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void holdsNoLockWhileACommitWaitsForIt() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().major(TestServers.newest()).start();
        TestDatabase database = TestDatabase.on(server)) {
      PricePlan.prepare(database);
      database.sql("ALTER SYSTEM SET synchronous_commit = on");
      database.sql("SELECT pg_reload_conf()");
      Engine engine =
          new Engine(
              EngineSettings.defaults(database.dataSource()),
              new BackfillRows(Pacing.standard()),
              (point, step, session) -> {
                if (point == Seam.Point.BEFORE_COMMIT) {
                  standby(database, "nobody");
                }
              });
      Plan plan = plan(database);
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(() -> engine.start(plan).state());
      try {
        awaitCommitThatWaits(database);
        assertThat(
                database.number(
                    """
                    SELECT count(*) FROM pg_locks
                    WHERE relation = 'items'::regclass AND mode = 'AccessExclusiveLock'
                    """))
            .isZero();
        assertThat(database.number("SELECT count(*) FROM items WHERE note IS NULL")).isEqualTo(500);
      } finally {
        standby(database, "");
      }
      assertThat(started.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(MigrationState.STARTED);
    }
  }
}
