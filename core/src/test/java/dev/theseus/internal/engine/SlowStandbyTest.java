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
import java.util.concurrent.atomic.AtomicBoolean;
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

  /// The server takes a moment to learn of a standby: others write until one of them waits for it.
  private static Thread writing(TestDatabase database, AtomicBoolean goesOn) {
    database.sql("CREATE TABLE others (x int)");
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (goesOn.get()) {
                database.sql("INSERT INTO others VALUES (1)");
              }
            });
  }

  private static void awaitCommitThatWaits(TestDatabase database, String who) {
    Instant end = Instant.now().plus(LIMIT);
    while (database.number(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND " + who)
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
                  awaitCommitThatWaits(database, "application_name <> 'theseus'");
                }
              });
      Plan plan = plan(database);
      AtomicBoolean goesOn = new AtomicBoolean(true);
      Thread others = writing(database, goesOn);
      CompletableFuture<MigrationState> started =
          CompletableFuture.supplyAsync(() -> engine.start(plan).state());
      try {
        awaitCommitThatWaits(database, "application_name = 'theseus'");
        assertThat(
                database.number(
                    """
                    SELECT count(*) FROM pg_locks
                    WHERE relation = 'items'::regclass AND mode = 'AccessExclusiveLock'
                    """))
            .isZero();
        assertThat(database.number("SELECT count(*) FROM items WHERE note IS NULL")).isEqualTo(500);
      } finally {
        goesOn.set(false);
        standby(database, "");
      }
      others.join(LIMIT.toMillis());
      assertThat(started.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(MigrationState.STARTED);
    }
  }
}
