package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.embedded.ShutdownMode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationListener;
import dev.theseus.plan.Phase;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.Fault;
import dev.theseus.testkit.Proxy;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import dev.theseus.testkit.Workload;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server that crashes, ends our session or answers too late: the engine finds out what has
/// happened and goes on by itself.
@Tag("postgres")
final class ServerCrashTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static EmbeddedPostgres server;

  /// How the session ends.
  enum Blow {
    CRASH,
    TERMINATION;

    void fall(EmbeddedPostgres server, TestDatabase database) {
      switch (this) {
        case CRASH -> server.restart(ShutdownMode.IMMEDIATE);
        case TERMINATION ->
            database.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'theseus' AND datname = current_database()
                """);
      }
    }
  }

  @BeforeAll
  static void startServer() {
    server = EmbeddedPostgres.builder().major(TestServers.newest()).durable(true).start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterABlowInTheMiddleOfABackfill(Blow blow) throws InterruptedException {
    try (Arena arena = new Arena(TestDatabase.on(server), Change.convertedColumn())) {
      CatalogDump started = undisturbed(arena);
      Workload workload = arena.oldClients();
      once(arena, blow, event -> event instanceof MigrationEvent.BackfillProgress)
          .start(arena.plan());
      workload.stop();
      arena.assertCatalog(started, blow);
      arena.assertAgreement(blow);
    }
  }

  @ParameterizedTest
  @EnumSource
  void buildsAnIndexAgainAfterABlow(Blow blow) throws Exception {
    try (Arena arena = new Arena(TestDatabase.on(server), Change.requiredColumn());
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      CatalogDump started = undisturbed(arena);
      CompletableFuture<MigrationState> run;
      try (Connection reader = arena.database().connect()) {
        snapshot(reader);
        run =
            CompletableFuture.supplyAsync(
                () -> arena.theseus().start(arena.plan()).state(), threads);
        awaitIndexBuild(arena);
        blow.fall(server, arena.database());
      }
      assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(MigrationState.STARTED);
      arena.assertCatalog(started, blow);
      arena.assertAgreement(blow);
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterABlowAtEveryStepOfCompleteAndContract(Blow blow) {
    CatalogDump contracted;
    try (Arena arena = new Arena(TestDatabase.on(server), Change.widerKey())) {
      arena.theseus().start(arena.plan());
      arena.theseus().complete();
      arena.theseus().contract();
      contracted = arena.catalog();
    }
    try (Arena arena = new Arena(TestDatabase.on(server), Change.widerKey())) {
      arena.theseus().start(arena.plan());
      Set<String> struckSteps = new HashSet<>();
      Theseus struck =
          arena.theseus(
              arena.database().dataSource(),
              event -> {
                if (event instanceof MigrationEvent.StepStarted e && struckSteps.add(e.step())) {
                  blow.fall(server, arena.database());
                }
              });
      struck.complete();
      struck.contract();
      arena.assertCatalog(contracted, blow);
      arena.assertNothingLost(blow);
    }
  }

  @Test
  void looksUpWhetherACommitTookPlace(TestReporter reporter) throws IOException {
    Random random = seeded(reporter);
    swallow(
        Change.requiredColumn(),
        Phase.Verb.START,
        ServerCrashTest::commits,
        1 + random.nextInt(12));
    swallow(
        Change.requiredColumn(),
        Phase.Verb.COMPLETE,
        ServerCrashTest::commits,
        1 + random.nextInt(5));
    swallow(
        Change.requiredColumn(),
        Phase.Verb.CONTRACT,
        ServerCrashTest::commits,
        1 + random.nextInt(5));
  }

  /// Each COMMIT in turn takes place without an answer.
  @Tag("nightly")
  @Test
  void looksUpWhetherAnyCommitTookPlace() throws IOException {
    for (Phase.Verb verb : Phase.Verb.values()) {
      boolean sprung = true;
      for (int number = 1; sprung; number++) {
        sprung = swallow(Change.requiredColumn(), verb, ServerCrashTest::commits, number);
        assertThat(number).isLessThan(100);
      }
    }
  }

  /// Any statement takes place without an answer.
  @Test
  void looksUpWhetherAStatementTookPlace(TestReporter reporter) throws IOException {
    Random random = seeded(reporter);
    for (Change change : Change.all()) {
      swallow(change, Phase.Verb.START, sql -> true, 1 + random.nextInt(150));
    }
  }

  /// The statements the driver sends before it hands a connection out.
  @Test
  void beginsAnewWhenAConnectionBreaksWhileItComesAbout() throws IOException {
    for (int number = 1; number <= 4; number++) {
      assertThat(swallow(Change.convertedColumn(), Phase.Verb.START, sql -> true, number)).isTrue();
    }
  }

  @Tag("nightly")
  @Test
  void looksUpWhetherManyStatementsTookPlace(TestReporter reporter) throws IOException {
    Random random = seeded(reporter);
    for (Change change : Change.all()) {
      for (int run = 0; run < 50; run++) {
        swallow(change, Phase.Verb.START, sql -> true, 1 + random.nextInt(200));
      }
    }
  }

  private static boolean commits(String statement) {
    return statement.equals("COMMIT");
  }

  private static Random seeded(TestReporter reporter) {
    long seed = Long.getLong("theseus.test.seed", System.nanoTime());
    reporter.publishEntry("theseus.test.seed", Long.toString(seed));
    return new Random(seed);
  }

  /// @return whether there was such a statement
  private static boolean swallow(
      Change change, Phase.Verb verb, Predicate<String> statement, int number) throws IOException {
    try (Arena arena = new Arena(TestDatabase.on(server), change);
        Proxy proxy = Proxy.before(arena.database())) {
      Theseus direct = arena.theseus();
      Theseus theseus = arena.theseus(proxy.dataSource(), MigrationListener.silent());
      AtomicInteger left = new AtomicInteger(number);
      Predicate<String> nth = sql -> statement.test(sql) && left.decrementAndGet() == 0;
      String place = "%s, answer %d of %s lost".formatted(change, number, verb);
      switch (verb) {
        case START -> {
          CatalogDump started = undisturbed(arena);
          proxy.onStatement(nth, Fault.SWALLOW_ANSWER);
          assertThat(theseus.start(arena.plan()).state()).isEqualTo(MigrationState.STARTED);
          arena.assertCatalog(started, place);
          arena.assertAgreement(place);
        }
        case COMPLETE -> {
          direct.start(arena.plan());
          direct.complete();
          CatalogDump completed = arena.catalog();
          direct.rollback();
          proxy.onStatement(nth, Fault.SWALLOW_ANSWER);
          assertThat(theseus.complete().state()).isEqualTo(MigrationState.COMPLETED);
          arena.assertCatalog(completed, place);
        }
        case CONTRACT -> {
          direct.start(arena.plan());
          direct.complete();
          proxy.onStatement(nth, Fault.SWALLOW_ANSWER);
          assertThat(theseus.contract().state()).isEqualTo(MigrationState.CONTRACTED);
        }
      }
      return proxy.sprung();
    }
  }

  private static CatalogDump undisturbed(Arena arena) {
    arena.theseus().start(arena.plan());
    CatalogDump started = arena.catalog();
    arena.theseus().rollback();
    arena.assertUntouched("undisturbed");
    return started;
  }

  /// A runner whose session meets the blow at the first such event.
  private static Theseus once(Arena arena, Blow blow, Predicate<MigrationEvent> when) {
    AtomicBoolean fallen = new AtomicBoolean();
    return arena.theseus(
        arena.database().dataSource(),
        event -> {
          if (when.test(event) && fallen.compareAndSet(false, true)) {
            blow.fall(server, arena.database());
          }
        });
  }

  /// Holds a snapshot, for which every index build has to wait in the end.
  static void snapshot(Connection reader) throws SQLException {
    reader.setAutoCommit(false);
    reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = reader.createStatement()) {
      statement.execute("SELECT 1 FROM ledger LIMIT 1");
    }
  }

  static void awaitIndexBuild(Arena arena) {
    Pause.until(
        "an index build that waits",
        LIMIT,
        () ->
            arena
                    .database()
                    .number(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name = 'theseus'
                          AND query LIKE 'CREATE%INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'
                        """)
                > 0);
  }
}
