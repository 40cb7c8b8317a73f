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
import dev.theseus.testkit.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// A runner that stands still while another takes over does nothing when it wakes up (invariant 4).
final class FencingTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @PostgresTest
  void refusesASecondRunnerAndThenFencesTheFirst(TestDatabase database) throws Exception {
    Arena arena = new Arena(database, Change.convertedColumn());
    Theseus second = arena.theseus();
    List<Step> steps = arena.plan().steps(Phase.Verb.START);
    Step stopped = steps.get(steps.size() / 2);
    try (Workload workload = arena.oldClients();
        ChildJvm first =
            ChildJvm.start(
                Victim.class, database.jdbcUrl(), arena.planFile(directory).toString())) {
      first.awaitLine("READY", LIMIT);
      first.send("start BEFORE " + stopped.id());
      first.awaitLine("AT", LIMIT);
      signal("STOP", first);

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

  private static void signal(String name, ChildJvm process)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
