package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;

/// A command that works while others ask, wish and interrupt.
class InterruptedWorkTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");
  private final Interrupts interrupts = new Interrupts();

  @PostgresTest
  void stopsOnCtrlCAndGoesOnWithResume(TestDatabase database) throws Exception {
    CompletableFuture<CapturedRun> start = startSlowly(database);
    assertThat(theseus(database, "status").out()).contains("works on it  process ");
    CapturedRun second = theseus(database, "complete");
    assertThat(second.exit()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(second.err()).startsWith("error: another Theseus works on this database: process ");

    interrupts.interrupt();

    CapturedRun stopped = start.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(stopped.exit()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(stopped.err())
        .contains(
            "stopping at the next safe point; theseus resume goes on from there, theseus rollback"
                + " takes it back\n")
        .contains("\nerror: ", "interrupted", "theseus resume");
    CapturedRun watch = theseus(database, "watch");
    assertThat(watch.exit()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(watch.err()).isEqualTo("warning: nobody works on it; theseus resume goes on\n");

    CapturedRun resume = theseus(database, "resume");

    assertThat(resume.exit()).isEqualTo(ExitCode.OK);
    assertThat(resume.out()).startsWith("migration V1__note: it is started");
    assertThat(database.number("SELECT count(*) FROM public_v1_note.users WHERE note = 'none'"))
        .isEqualTo(20_000);
  }

  @PostgresTest
  void watchesUntilTheMigrationRests(TestDatabase database) throws Exception {
    CompletableFuture<CapturedRun> start = startSlowly(database);
    CompletableFuture<CapturedRun> watch =
        CompletableFuture.supplyAsync(
            () -> theseus(database, "watch", "--interval", "100ms"),
            command -> new Thread(command).start());
    assertThat(theseus(database, "pause").out()).isEqualTo("the backfill is paused\n");
    assertThat(theseus(database, "status").out()).contains("theseus unpause");
    assertThat(theseus(database, "resume").out())
        .startsWith("migration V1__note: the process that works on it goes on\n");

    assertThat(theseus(database, "status").out()).doesNotContain("paused");
    interrupts.interrupt();

    assertThat(start.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).exit())
        .isEqualTo(ExitCode.RETRYABLE);
    CapturedRun watched = watch.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    assertThat(watched.out()).startsWith("V1__note: starting, ").contains("users ");
    assertThat(theseus(database, "rollback").exit()).isEqualTo(ExitCode.OK);
  }

  private CompletableFuture<CapturedRun> startSlowly(TestDatabase database) throws IOException {
    database.sql(
        "CREATE TABLE users (id bigint PRIMARY KEY, name text)",
        "INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 20000) i");
    Files.writeString(
        folder.resolve("V1__note.sql"),
        """
        -- theseus:up users.note = 'none'
        ALTER TABLE users ADD COLUMN note text NOT NULL;
        """);
    CompletableFuture<CapturedRun> start =
        CompletableFuture.supplyAsync(
            () ->
                CapturedRun.interruptibly(
                    interrupts,
                    folder,
                    Map.of("DATABASE_URL", database.jdbcUrl()),
                    List.of("start", "--max-rate", "200", "V1__note.sql")),
            command -> new Thread(command).start());
    until(() -> theseus(database, "status").out().contains("\nbackfill     users "));
    return start;
  }

  private CapturedRun theseus(TestDatabase database, String... arguments) {
    return CapturedRun.in(folder, Map.of("DATABASE_URL", database.jdbcUrl()), arguments);
  }

  private static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plus(DEADLINE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
