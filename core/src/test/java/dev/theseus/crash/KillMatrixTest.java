package dev.theseus.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.Theseus;
import dev.theseus.plan.Phase;
import dev.theseus.policy.ContractOptions;
import dev.theseus.status.MigrationState;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.TestDatabase;
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

/// Runners killed with SIGKILL before, inside and after steps, while clients write: `resume` ends
/// where an undisturbed run ends, `rollback` where it began (invariant 3).
@Tag("postgres")
final class KillMatrixTest {
  private static final ContractOptions AT_ONCE = ContractOptions.withSoak(Duration.ZERO);
  private static final int EVERY = Integer.MAX_VALUE;

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
    List<Change> all = Change.all();
    return IntStream.range(0, all.size())
        .boxed()
        .flatMap(
            number ->
                TestServers.inTurn(number).stream()
                    .map(major -> Arguments.of(major, all.get(number))));
  }

  private void run(int major, Change change, int most, TestReporter reporter)
      throws IOException, InterruptedException {
    long seed = Long.getLong("theseus.test.seed", System.nanoTime());
    reporter.publishEntry("theseus.test.seed", Long.toString(seed));
    Random random = new Random(seed);
    try (Arena arena = new Arena(TestServers.database(major), change);
        Killer killer = new Killer(arena, directory, random)) {
      whileStarting(arena, killer, Moment.of(arena.plan(), Phase.Verb.START, most, random));
      whileCompleting(arena, killer, Moment.of(arena.plan(), Phase.Verb.COMPLETE, most, random));
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
      for (Moment moment : moments) {
        killer.kill(moment);
        assertThat(theseus.rollback().state())
            .as(moment.toString())
            .isEqualTo(MigrationState.ROLLED_BACK);
        arena.assertUntouched(moment);

        killer.kill(moment);
        assertThat(theseus.resume().state())
            .as(moment.toString())
            .isEqualTo(MigrationState.STARTED);
        arena.assertCatalog(started, moment);
        arena.assertAgreement(moment);

        killer.kill(moment.undoing());
        assertThat(theseus.resume().state())
            .as(moment.toString())
            .isEqualTo(MigrationState.ROLLED_BACK);
        arena.assertUntouched(moment);
        assertThat(workload.report().failures()).as(moment.toString()).isEmpty();
      }
      Arena.assertUnharmed(workload);
    }
  }

  private static void whileCompleting(Arena arena, Killer killer, List<Moment> moments)
      throws IOException, InterruptedException {
    Theseus theseus = arena.theseus();
    theseus.start(arena.plan());
    CatalogDump started = arena.catalog();
    try (Workload workload = arena.bothClients()) {
      killer.learn(arena, Theseus::complete);
      CatalogDump completed = arena.catalog();
      theseus.rollback();
      arena.assertCatalog(started, "after complete and rollback");
      for (Moment moment : moments) {
        killer.kill(moment);
        assertThat(theseus.rollback().state())
            .as(moment.toString())
            .isEqualTo(MigrationState.STARTED);
        arena.assertCatalog(started, moment);
        arena.assertAgreement(moment);

        killer.kill(moment);
        assertThat(theseus.resume().state())
            .as(moment.toString())
            .isEqualTo(MigrationState.COMPLETED);
        arena.assertCatalog(completed, moment);
        arena.assertNothingLost(moment);
        theseus.rollback();
        assertThat(workload.report().failures()).as(moment.toString()).isEmpty();
      }
      Arena.assertUnharmed(workload);
    }
  }

  /// There is no way back from contract, so each kill has a database of its own.
  private void whileContracting(int major, Change change, int most, Random random)
      throws IOException, InterruptedException {
    CatalogDump contracted;
    List<Moment> moments;
    try (Arena undisturbed = completed(major, change)) {
      undisturbed.theseus().contract(AT_ONCE);
      contracted = undisturbed.catalog();
      moments = Moment.of(undisturbed.plan(), Phase.Verb.CONTRACT, most, random);
    }
    for (Moment moment : moments) {
      try (Arena arena = completed(major, change);
          Killer killer = new Killer(arena, directory, random);
          Workload workload = arena.newClients()) {
        killer.kill(moment);
        assertThat(arena.theseus().resume().state())
            .as(moment.toString())
            .isEqualTo(MigrationState.CONTRACTED);
        arena.assertCatalog(contracted, moment);
        Arena.assertUnharmed(workload);
      }
    }
  }

  private static Arena completed(int major, Change change) {
    TestDatabase database = TestServers.database(major);
    Arena arena = new Arena(database, change);
    Theseus theseus = arena.theseus();
    theseus.start(arena.plan());
    theseus.complete();
    return arena;
  }
}
