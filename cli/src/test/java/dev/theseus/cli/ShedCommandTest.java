package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShedCommandTest {
  @TempDir private Path folder = Path.of("");

  @PostgresTest
  void stopsAStartAndTellsOfItUntilItIsRestored(TestDatabase database) throws Exception {
    items(database);
    CompletableFuture<CapturedRun> start =
        CompletableFuture.supplyAsync(
            () -> theseus(database, "start", "--probe-sql", "SELECT false", "V1__total.sql"),
            command -> Thread.ofPlatform().daemon().start(command));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!theseus(database, "status").out().contains("held back by probe-sql")) {
      assertThat(System.nanoTime()).isLessThan(end);
    }

    CapturedRun shed = theseus(database, "shed", "--reason", "incident 4711");

    assertThat(shed.exit()).as(shed.err()).isEqualTo(ExitCode.OK);
    assertThat(shed.err()).contains("was stopped", "sync of public.items is off");
    CapturedRun stopped = start.get(60, TimeUnit.SECONDS);
    assertThat(stopped.exit()).isEqualTo(ExitCode.RETRYABLE);
    assertThat(stopped.err()).contains("no longer owns the migration");
    assertThat(theseus(database, "shed").out()).contains("nothing to do", "is shed already");
    assertThat(theseus(database, "status").out())
        .containsPattern("sync         shed since .* by .* \\(incident 4711\\)")
        .contains("next         theseus shed --restore, or theseus rollback");
    JsonNode status = new ObjectMapper().readTree(theseus(database, "status", "--json").out());
    assertThat(status.path("shed").path("reason").asText()).isEqualTo("incident 4711");
    assertThat(theseus(database, "watch").err()).contains("theseus shed --restore");
    assertThat(theseus(database, "doctor").out()).contains("sync is shed since");
    CapturedRun refused = theseus(database, "resume");
    assertThat(refused.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("is shed since", "run `theseus shed --restore`");

    database.sql("UPDATE items SET price = 0 WHERE id <= 10");
    CapturedRun restored = theseus(database, "shed", "--restore");
    assertThat(restored.exit()).as(restored.err()).isEqualTo(ExitCode.OK);
    assertThat(restored.err()).contains("sync of public.items is on");
    assertThat(theseus(database, "shed", "--restore").out()).contains("sync is not shed");
    assertThat(theseus(database, "throttle", "--off", "probe-sql").exit()).isEqualTo(ExitCode.OK);
    assertThat(theseus(database, "resume").exit()).isEqualTo(ExitCode.OK);
    assertThat(database.number("SELECT count(*) FROM items WHERE _theseus_total <> price * 2"))
        .isZero();
    assertThat(theseus(database, "history").out()).contains("incident 4711", "shed --restore");
    assertThat(theseus(database, "shed").exit()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void takesNoReasonForRestoring() {
    assertThat(
            CapturedRun.of(
                    "shed", "--url", "postgresql://me@localhost/x", "--restore", "--reason", "x")
                .err())
        .contains("--restore takes no --reason");
  }

  private void items(TestDatabase database) throws IOException {
    Files.writeString(
        folder.resolve("V1__total.sql"),
        """
        -- theseus:up items.total = price * 2
        ALTER TABLE items ADD COLUMN total bigint NOT NULL;
        """);
    database.sql(
        "CREATE TABLE items (id int PRIMARY KEY, price bigint NOT NULL)",
        "INSERT INTO items SELECT i, i FROM generate_series(1, 1000) i");
  }

  private CapturedRun theseus(TestDatabase database, String... arguments) {
    return CapturedRun.in(folder, Map.of("DATABASE_URL", database.jdbcUrl()), arguments);
  }
}
