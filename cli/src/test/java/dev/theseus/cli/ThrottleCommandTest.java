package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.throttle.Limits;
import dev.theseus.throttle.Signal;
import dev.theseus.throttle.SignalName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottleCommandTest {
  private static final String USUAL =
      """
      signal       state    value  limit       reason
      lag          unknown      -  64 MB
      lag-time     unknown      -  10.0 s
      slots        unknown      -  -
      archive      unknown      -  1 GB
      wal-rate     off          -  -
      checkpoints  off          -  -
      sessions     off          -  -
      lock-waits   unknown      -  1.0 s
      autovacuum   off          -  -
      transaction  unknown      -  1 h 00 min
      probe-sql    off          -  -
      probe-http   off          -  -
      window       off          -  -
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writeTheMigration() throws IOException {
    Files.writeString(
        folder.resolve("V1__total.sql"),
        """
        -- theseus:up items.total = price * 2
        ALTER TABLE items ADD COLUMN total bigint NOT NULL;
        """);
  }

  @Test
  void showsSignalsAndLimits() {
    Limits limits =
        Limits.none()
            .with(SignalName.LAG, 64 << 20)
            .withIgnoredStandby("delayed")
            .withProbeSql("SELECT true");
    Signal lag =
        Signal.measured(
            SignalName.LAG, 71 << 20, OptionalLong.of(64 << 20), Signal.State.OK, "standby s1");
    ThrottleView view = ThrottleView.of(false, limits, OptionalLong.of(5_000), List.of(lag));

    assertThat(CapturedRun.talking(console -> console.result(view.text())).out())
        .startsWith(
            """
            signal       state    value  limit  reason
            lag          stop     71 MB  64 MB  standby s1
            lag-time     off          -      -
            """)
        .endsWith(
            """
            window       off          -      -

            rows         5,000/s at most
            may lag      standby delayed
            probe-sql    SELECT true
            """);
  }

  @PostgresTest
  void showsTheUsualLimitsAndChangesThem(TestDatabase database) throws IOException {
    items(database);
    assertThat(theseus(database, "throttle", "--off", "lag").err())
        .contains("no migration was ever started");
    assertThat(theseus(database, "start", "-q", "V1__total.sql").exit()).isEqualTo(ExitCode.OK);

    assertThat(theseus(database, "throttle").out()).isEqualTo(USUAL);
    assertThat(theseus(database, "throttle", "--reset").err())
        .isEqualTo("nothing to do: the limits are these already\n");
    JsonNode changed =
        new ObjectMapper()
            .readTree(
                theseus(
                        database,
                        "throttle",
                        "--json",
                        "--max-lag",
                        "16MB",
                        "--max-lag-time",
                        "5s",
                        "--off",
                        "transaction",
                        "--window",
                        "22:00-05:00 UTC",
                        "--max-rate",
                        "1000")
                    .out());
    assertThat(changed.path("schema").asText()).isEqualTo("theseus.throttle/1");
    assertThat(changed.path("changed").asBoolean()).isTrue();
    assertThat(changed.path("maxRowsPerSecond").asLong()).isEqualTo(1_000);
    assertThat(changed.path("signals").path(0).path("limit").asLong()).isEqualTo(16 << 20);
    assertThat(changed.path("windows").path(0).asText()).isEqualTo("22:00-05:00 UTC");
    assertThat(theseus(database, "throttle").out())
        .contains("lag          unknown      -  16 MB", "transaction  off");
    assertThat(theseus(database, "throttle", "--off", "all", "--max-sessions", "5").out())
        .containsPattern("lag +off")
        .containsPattern("sessions +unknown +- +5\\b")
        .contains("window       22:00-05:00 UTC");
    assertThat(theseus(database, "throttle", "--max-lag-time", "5s").out())
        .containsPattern("lag +off")
        .containsPattern("lag-time +unknown +- +5.0 s");
    theseus(database, "throttle", "--reset", "--max-rate", "none");
    assertThat(theseus(database, "throttle").out()).isEqualTo(USUAL);
  }

  @PostgresTest
  void setsARateOnlyOfAMigrationThatIsActive(TestDatabase database) {
    items(database);
    theseus(database, "start", "-q", "V1__total.sql");
    assertThat(theseus(database, "throttle", "--max-rate", "5").exit()).isEqualTo(ExitCode.OK);
    assertThat(theseus(database, "throttle", "--max-rate", "none").exit()).isEqualTo(ExitCode.OK);
    theseus(database, "rollback", "-q");

    for (String command : List.of("throttle", "pace")) {
      CapturedRun run = theseus(database, command, "--max-rate", "5");
      assertThat(run.err()).contains("no migration is active");
      assertThat(run.exit()).isNotEqualTo(ExitCode.OK);
    }
    theseus(database, "throttle", "--max-rate", "5", "--max-lag", "1MB");
    assertThat(theseus(database, "throttle").out()).isEqualTo(USUAL);
    assertThat(theseus(database, "throttle", "--max-lag", "1MB").exit()).isEqualTo(ExitCode.OK);
  }

  @PostgresTest
  void holdsAStartBackUntilItIsLetGoOn(TestDatabase database) throws Exception {
    items(database);
    CompletableFuture<CapturedRun> start =
        CompletableFuture.supplyAsync(
            () -> theseus(database, "start", "--probe-sql", "SELECT false", "V1__total.sql"),
            command -> Thread.ofPlatform().daemon().start(command));
    String held = "throttle     held back by probe-sql: the query answered false";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!theseus(database, "status").out().contains(held)) {
      assertThat(System.nanoTime()).isLessThan(end);
    }

    assertThat(theseus(database, "throttle").out())
        .contains("probe-sql    stop   no       -           the query answered false");
    CapturedRun off = theseus(database, "throttle", "--off", "probe-sql");
    CapturedRun started = start.get(60, TimeUnit.SECONDS);

    assertThat(off.exit()).isEqualTo(ExitCode.OK);
    assertThat(started.exit()).isEqualTo(ExitCode.OK);
    assertThat(started.err()).contains("held back by probe-sql: the query answered false");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThat(refused("throttle", "--off", "moon"))
        .isEqualTo(
            "error: no signal is called 'moon'\ngive all, or one of lag, lag-time, slots, archive,"
                + " wal-rate, checkpoints, sessions, lock-waits, autovacuum, transaction,"
                + " probe-sql, probe-http, window\n");
    assertThat(refused("throttle", "--max-lag", "5"))
        .contains("'5' is no size; write it as 64MB, 512kB or 1GB");
    assertThat(refused("throttle", "--max-lag", "64MB/s")).contains("'64MB/s' is no size");
    assertThat(refused("throttle", "--max-lag", "16777216TB"))
        .contains("'16777216TB' is more than there can be");
    assertThat(new ByteRates().convert("16 MB/s")).isEqualTo(16 << 20);
    assertThat(new ByteRates().convert("16MB")).isEqualTo(16 << 20);
    assertThat(refused("throttle", "--window", "now")).contains("'now' is no window");
    assertThat(refused("throttle", "--show", "--reset")).contains("--show changes nothing");
    assertThat(refused("resume", "--url", "postgresql://me@localhost/x", "--probe-http", "x"))
        .contains("the address of probe-http is no http or https address");
  }

  @ParameterizedTest
  @CsvSource({
    "complete, --max-lag, 1MB",
    "complete, --max-rate, 5",
    "rollback, --courtesy, 0",
    "rollback, --window, 22:00-05:00",
    "settle, --lock-budget, 1m",
    "settle, --chunk-time, 5ms",
    "verify, --lock-budget, 1m",
    "verify, --blockers, cancel",
  })
  void takesOptionsOnlyWhereTheyMeanSomething(String command, String option, String value) {
    assertThat(refused(command, option, value)).contains(option);
  }

  private static String refused(String... arguments) {
    CapturedRun run = CapturedRun.of(arguments);
    assertThat(run.exit()).as("%s", run).isEqualTo(ExitCode.USAGE);
    return run.err();
  }

  private static void items(TestDatabase database) {
    database.sql(
        "CREATE TABLE items (id int PRIMARY KEY, price bigint NOT NULL)",
        "INSERT INTO items SELECT i, i FROM generate_series(1, 1000) i");
  }

  private CapturedRun theseus(TestDatabase database, String... arguments) {
    return CapturedRun.in(folder, Map.of("DATABASE_URL", database.jdbcUrl()), arguments);
  }
}
