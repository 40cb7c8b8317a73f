package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import dev.theseus.error.StateConflict;
import dev.theseus.plan.Phase;
import dev.theseus.plan.Step;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.ChildJvm;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import dev.theseus.testkit.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A runner that stands still while another takes over does nothing when it wakes up (invariant 4).
final class FencingTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @PostgresTest
  void refusesASecondRunnerAndThenFencesTheFirst(TestDatabase database) throws Exception {
    Arena arena = new Arena(database, Change.convertedColumn());
    List<Step> steps = arena.plan().steps(Phase.Verb.START);
    fences(arena, steps.get(steps.size() / 2), "");
  }

  /// The server goes on with the statement, and the runner wakes up behind its end.
  @PostgresTest
  void fencesARunnerThatStoodStillWithinAnIndexBuild(TestDatabase database) throws Exception {
    Arena arena = new Arena(database, Change.requiredColumn());
    fences(arena, first(arena, Step.CreateIndexConcurrently.class), "users_email");
  }

  /// Catalog steps, searches, the backfill, index builds, proofs, and the publication.
  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("kinds")
  void fencesARunnerThatStoodStillBeforeAnyKindOfStep(int major, Class<? extends Step> kind)
      throws Exception {
    try (Arena arena = new Arena(TestServers.database(major), Change.requiredColumn())) {
      fences(arena, first(arena, kind), "");
    }
    if (kind == Step.Transaction.class) {
      try (Arena arena = new Arena(TestServers.database(major), Change.requiredColumn())) {
        fences(arena, arena.plan().steps(Phase.Verb.START).getLast(), "");
      }
    }
  }

  static Stream<Arguments> kinds() {
    return TestServers.majors().stream()
        .flatMap(
            major ->
                Stream.of(
                        Step.Transaction.class,
                        Step.FindDuplicates.class,
                        Step.FindViolations.class,
                        Step.CreateIndexConcurrently.class,
                        Step.Backfill.class,
                        Step.Verify.class,
                        Step.ValidateConstraint.class)
                    .map(kind -> Arguments.of(major, kind)));
  }

  private static Step first(Arena arena, Class<? extends Step> kind) {
    return arena.plan().steps(Phase.Verb.START).stream()
        .filter(kind::isInstance)
        .findFirst()
        .orElseThrow();
  }

  /// @param building an index; where it is not empty, the runner is stopped while it is being built
  private void fences(Arena arena, Step stopped, String building) throws Exception {
    TestDatabase database = arena.database();
    Theseus second = arena.theseus();
    try (Workload workload = arena.oldClients();
        ChildJvm first =
            ChildJvm.start(
                Victim.class, database.jdbcUrl(), arena.planFile(directory).toString())) {
      first.awaitLine("READY", LIMIT);
      first.send("start BEFORE " + stopped.id());
      first.awaitLine("AT", LIMIT);
      stop(arena, first, building);

      assertThatThrownBy(second::resume)
          .isInstanceOf(StateConflict.class)
          .hasMessageMatching(
              "another Theseus works on this database: process \\d+ \\(theseus, user postgres,"
                  + " client 127\\.0\\.0\\.1\\), started by process "
                  + first.pid()
                  + " of .+; wait until it is done, or end it; nothing has to be cleaned up"
                  + " afterwards");

      // What TCP keepalives do within a minute when the machine of the runner is gone.
      database.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'theseus' AND datname = current_database()");
      assertThat(second.resume().state()).isEqualTo(MigrationState.STARTED);
      CatalogDump started = arena.catalog();
      List<?> records = database.query("SELECT * FROM theseus.step ORDER BY step");

      signal("CONT", first);
      first.send("go on");
      assertThat(first.awaitLine("FAILED", LIMIT))
          .matches(
              "FAILED this runner \\(fence 1\\) no longer owns the migration; connect without a"
                  + " transaction pooler, and run `theseus status` to see who works");

      arena.assertCatalog(started, "after the first runner woke up");
      assertThat(database.query("SELECT * FROM theseus.step ORDER BY step")).isEqualTo(records);
      assertThat(second.status().orElseThrow().lastError()).isEmpty();
      arena.assertAgreement("after the first runner woke up");
      Arena.assertUnharmed(workload);
    }
  }

  private static void stop(Arena arena, ChildJvm first, String building) throws Exception {
    if (building.isEmpty()) {
      signal("STOP", first);
      return;
    }
    try (Connection reader = arena.database().connect()) {
      ServerCrashTest.snapshot(reader);
      first.send("go on");
      ServerCrashTest.awaitIndexBuild(arena);
      signal("STOP", first);
    }
    Pause.until(
        "the server has built the index",
        LIMIT,
        () ->
            arena
                    .database()
                    .number(
                        "SELECT count(*) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid"
                            + " WHERE x.indisvalid AND c.relname = '"
                            + building
                            + "'")
                > 0);
  }

  private static void signal(String name, ChildJvm process)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
