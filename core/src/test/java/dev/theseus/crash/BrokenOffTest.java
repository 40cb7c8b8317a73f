package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.error.MigrationException;
import dev.theseus.error.ProblemCode;
import dev.theseus.plan.Plan;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that end in the middle, by the wish of their user or for want of space, and go on
/// later.
@Tag("postgres")
final class BrokenOffTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String STOPPED =
      "the work was interrupted; everything done so far is recorded; run `theseus resume` to go on,"
          + " or `theseus rollback`";

  @TempDir private Path directory;

  private static void assertBroken(ThrowingCallable call, ProblemCode code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.problem().code()).isEqualTo(code))
        .hasMessage(text);
  }

  @EachMajor
  void cancelsAnIndexBuildAndBuildsItLater(TestDatabase database) throws Exception {
    Arena arena = new Arena(database, Change.requiredColumn());
    Theseus theseus = arena.theseus();
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        Connection reader = database.connect()) {
      ServerCrashTest.snapshot(reader);
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(
              () ->
                  assertBroken(() -> theseus.start(arena.plan()), ProblemCode.INTERRUPTED, STOPPED),
              threads);
      ServerCrashTest.awaitIndexBuild(arena);
      theseus.interrupt();
      run.get(5, TimeUnit.SECONDS);
    }
    assertThat(theseus.status().orElseThrow().lastError()).contains(STOPPED);
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    arena.assertAgreement("after resume");
    theseus.rollback();
    arena.assertUntouched("after rollback");
  }

  @EachMajor
  void cancelsAValidationAndValidatesLater(TestDatabase database) throws Exception {
    database.sql(
        """
        CREATE TABLE items (id integer PRIMARY KEY);
        INSERT INTO items SELECT generate_series(1, 600);
        CREATE TABLE brake (seconds double precision);
        INSERT INTO brake VALUES (0.1);
        CREATE FUNCTION slow(integer) RETURNS boolean LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_sleep(seconds) FROM public.brake; RETURN true; END $$
        """);
    CatalogDump before = CatalogDump.of(database);
    Theseus theseus = Theseus.builder(database.dataSource()).build();
    Plan plan =
        Arena.plan(
            database.dataSource(),
            "v1_check",
            "ALTER TABLE items ADD CONSTRAINT items_slow CHECK (slow(id));");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(
              () -> assertBroken(() -> theseus.start(plan), ProblemCode.INTERRUPTED, STOPPED),
              threads);
      Pause.until(
          "a validation",
          LIMIT,
          () ->
              database.number(
                      """
                      SELECT count(*) FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event = 'PgSleep'
                        AND application_name = 'theseus'
                      """)
                  > 0);
      theseus.interrupt();
      run.get(5, TimeUnit.SECONDS);
    }
    database.sql("UPDATE brake SET seconds = 0");
    assertThat(theseus.resume().state()).isEqualTo(MigrationState.STARTED);
    theseus.rollback();
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  /// Needs the right to mount a small file system; the account of CI that has none skips it.
  @Test
  void keepsWhatIsDoneWhenTheDiskIsFull() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", small.toString()),
        "this account may not mount a small file system");
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        TestDatabase database = TestDatabase.on(server)) {
      Path files = Files.createDirectory(small.resolve("space"));
      database.sql("CREATE TABLESPACE small LOCATION '%s'".formatted(files));
      fill(database);
    } finally {
      run("umount", "-l", small.toString());
    }
  }

  private static void fill(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE items (id integer PRIMARY KEY, price integer) TABLESPACE small;
        INSERT INTO items SELECT n, n FROM generate_series(1, 40000) n
        """);
    CatalogDump before = CatalogDump.of(database);
    Plan plan =
        Arena.plan(
            database.dataSource(),
            "v1_wide",
            "-- theseus:up items.price = repeat('p', 100) || price\n"
                + "-- theseus:down items.price = substr(price, 101)::integer\n"
                + "ALTER TABLE items ALTER COLUMN price TYPE text USING repeat('p', 100) ||"
                + " price;");
    Theseus theseus = Theseus.builder(database.dataSource()).build();

    assertThatThrownBy(() -> theseus.start(plan))
        .isInstanceOfSatisfying(
            MigrationException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.OUT_OF_SPACE))
        .hasMessageMatching(
            "the server has no space left: .*No space left on device.* \\(step"
                + " backfill/public\\.items\\.fill\\); free some, then run theseus resume; what was"
                + " filled is kept");
    assertThat(theseus.rollback().state()).isEqualTo(MigrationState.ROLLED_BACK);
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertThat(database.number("SELECT sum(price) FROM items")).isEqualTo(800_020_000L);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
