package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Phase;
import dev.theseus.policy.ContractOptions;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ClientGroup;
import dev.theseus.testkit.TestServers;
import dev.theseus.testkit.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runners killed with SIGKILL while they change partitioned tables: what is built one partition
/// after the other, what is attached and what is detached.
@Tag("postgres")
final class PartitionKillTest {
  private static final int EVERY = Integer.MAX_VALUE;
  private static final String READINGS =
      """
      CREATE TABLE sensors (id integer PRIMARY KEY);
      INSERT INTO sensors SELECT generate_series(0, 49);
      CREATE TABLE readings (id integer NOT NULL, sensor integer, value integer)
        PARTITION BY RANGE (id);
      CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (100);
      CREATE TABLE readings_2 PARTITION OF readings FOR VALUES FROM (100) TO (300)
        PARTITION BY RANGE (id);
      CREATE TABLE readings_2a PARTITION OF readings_2 FOR VALUES FROM (100) TO (200);
      CREATE TABLE "readings 2b" PARTITION OF readings_2 DEFAULT;
      CREATE TABLE readings_9 PARTITION OF readings FOR VALUES FROM (900) TO (1000);
      CREATE TABLE ledger (id integer PRIMARY KEY, value integer);
      INSERT INTO readings SELECT n, n % 50, n FROM generate_series(0, 299) n;
      INSERT INTO ledger SELECT id, value FROM readings;
      """;

  @TempDir private Path directory;

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("changes")
  void survivesSomeKills(int major, Change change, TestReporter reporter)
      throws IOException, InterruptedException {
    run(major, change, 2, reporter);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("changes")
  void survivesKillsAtEveryStep(int major, Change change, TestReporter reporter)
      throws IOException, InterruptedException {
    run(major, change, EVERY, reporter);
  }

  static Stream<Arguments> changes() {
    List<Change> all = List.of(index(), key(), constraints(), attached(), created(), detached());
    return IntStream.range(0, all.size())
        .boxed()
        .flatMap(
            number ->
                TestServers.inTurn(number).stream()
                    .map(major -> Arguments.of(major, all.get(number))));
  }

  private static Change change(String name, String more, String migration) {
    return new Change(
        name,
        READINGS + more,
        migration,
        List.of(
            client -> {
              Pause.think();
              client.update(
                  """
                  WITH r AS (UPDATE readings SET value = ? WHERE id = ? RETURNING id, value)
                  UPDATE ledger l SET value = r.value FROM r WHERE r.id = l.id
                  """,
                  client.random().nextInt(90_000),
                  client.random().nextInt(300));
            }),
        List.<ClientGroup.Script>of(),
        """
        SELECT count(*) FROM readings r FULL JOIN ledger l USING (id)
        WHERE r.id IS NULL OR l.id IS NULL OR r.value IS DISTINCT FROM l.value
        """,
        "");
  }

  private static Change index() {
    return change(
        "p1_index",
        "CREATE INDEX mine ON readings_1 (sensor) WITH (fillfactor = 70);",
        "CREATE INDEX by_sensor ON readings (sensor);");
  }

  private static Change key() {
    return change("p2_key", "", "ALTER TABLE readings ADD CONSTRAINT once UNIQUE (id, sensor);");
  }

  private static Change constraints() {
    return change(
        "p3_constraints",
        "",
        """
        ALTER TABLE readings ADD CONSTRAINT of_sensor FOREIGN KEY (sensor) REFERENCES sensors;
        ALTER TABLE readings ADD CONSTRAINT known CHECK (value >= 0);
        """);
  }

  private static Change attached() {
    return change(
        "p4_attach",
        """
        ALTER TABLE readings ADD FOREIGN KEY (sensor) REFERENCES sensors;
        CREATE INDEX ON readings (sensor);
        CREATE TABLE loaded (id integer NOT NULL, sensor integer, value integer);
        """,
        "ALTER TABLE readings ATTACH PARTITION loaded FOR VALUES FROM (300) TO (400);");
  }

  private static Change created() {
    return change(
        "p5_create",
        "CREATE TABLE rest PARTITION OF readings DEFAULT;",
        "CREATE TABLE readings_3 PARTITION OF readings FOR VALUES FROM (300) TO (400);");
  }

  private static Change detached() {
    return change("p6_detach", "", "ALTER TABLE readings DETACH PARTITION readings_9;");
  }

  private void run(int major, Change change, int most, TestReporter reporter)
      throws IOException, InterruptedException {
    long seed = Long.getLong("theseus.test.seed", System.nanoTime());
    reporter.publishEntry("theseus.test.seed", Long.toString(seed));
    Random random = new Random(seed);
    try (Arena arena = new Arena(TestServers.database(major), change);
        Killer killer = new Killer(arena, directory, random)) {
      whileStarting(arena, killer, Moment.of(arena.plan(), Phase.Verb.START, most, random));
    }
    whileContracting(major, change, most, random);
  }

  private static void whileStarting(Arena arena, Killer killer, List<Moment> moments)
      throws IOException, InterruptedException {
    try (Workload workload = arena.oldClients()) {
      killer.learn(arena, theseus -> theseus.start(arena.plan()));
      CatalogDump started = arena.catalog();
      Theseus theseus = arena.theseus();
      theseus.rollback();
      arena.assertUntouched("undisturbed");
      for (Moment moment : moments) {
        killer.kill(moment);
        assertState(theseus.rollback().state(), MigrationState.ROLLED_BACK, moment);
        arena.assertUntouched(moment);

        killer.kill(moment);
        assertState(theseus.resume().state(), MigrationState.STARTED, moment);
        arena.assertCatalog(started, moment);
        arena.assertNothingLost(moment);

        killer.kill(moment.undoing());
        assertState(theseus.resume().state(), MigrationState.ROLLED_BACK, moment);
        arena.assertUntouched(moment);
        assertThat(workload.report().failures()).as(moment.toString()).isEmpty();
      }
      Arena.assertUnharmed(workload);
    }
  }

  private void whileContracting(int major, Change change, int most, Random random)
      throws IOException, InterruptedException {
    CatalogDump contracted;
    List<Moment> moments;
    try (Arena undisturbed = completed(major, change)) {
      undisturbed.theseus().contract(ContractOptions.withSoak(Duration.ZERO));
      contracted = undisturbed.catalog();
      moments = Moment.of(undisturbed.plan(), Phase.Verb.CONTRACT, most, random);
    }
    for (Moment moment : moments) {
      try (Arena arena = completed(major, change);
          Killer killer = new Killer(arena, directory, random);
          Workload workload = arena.oldClients()) {
        killer.kill(moment);
        assertState(arena.theseus().resume().state(), MigrationState.CONTRACTED, moment);
        arena.assertCatalog(contracted, moment);
        arena.assertNothingLost(moment);
        Arena.assertUnharmed(workload);
      }
    }
  }

  private static Arena completed(int major, Change change) {
    Arena arena = new Arena(TestServers.database(major), change);
    Theseus theseus = arena.theseus();
    theseus.start(arena.plan());
    theseus.complete();
    return arena;
  }

  private static void assertState(MigrationState state, MigrationState wanted, Moment moment) {
    assertThat(state).as(moment.toString()).isEqualTo(wanted);
  }
}
