package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random migrations of random tables, there and back through all phases while random writers of
/// both versions work.
///
/// A failure names its seed; `-Dtheseus.test.seed=…` runs that one alone, and
/// `-Dtheseus.test.seeds=…` that many of the nightly ones.
@Tag("postgres")
class RandomMigrationTest {
  private static final int EACH_CHANGE = 4;
  private static final int NIGHTLY = Integer.getInteger("theseus.test.seeds", 60);
  private static final long FIRST = Long.getLong("theseus.test.seed", 1L);

  @ParameterizedTest(name = "on {0}")
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void carriesRandomMigrationsThroughAllPhases(int major, TestReporter reporter)
      throws InterruptedException {
    boolean chosen = System.getProperty("theseus.test.seed") != null;
    run(major, FIRST, chosen ? 1 : EACH_CHANGE, reporter);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "on {0}")
  @MethodSource("dev.theseus.testkit.TestServers#majors")
  void carriesManyRandomMigrationsThroughAllPhases(int major, TestReporter reporter)
      throws InterruptedException {
    run(major, 1000 + FIRST, NIGHTLY, reporter);
  }

  private static void run(int major, long first, int count, TestReporter reporter)
      throws InterruptedException {
    Map<RandomRun.Outcome, Integer> outcomes = new EnumMap<>(RandomRun.Outcome.class);
    List<String> failures = new ArrayList<>();
    for (long seed : LongStream.range(first, first + count).toArray()) {
      try (TestDatabase database = TestServers.database(major)) {
        RandomRun run = new RandomRun(database, seed);
        try {
          RandomRun.Outcome outcome = run.run();
          outcomes.merge(outcome, 1, Integer::sum);
          if (outcome != RandomRun.Outcome.DONE) {
            reporter.publishEntry("seed " + seed, outcome + ": " + run.refusal());
          }
        } catch (AssertionError | RuntimeException e) {
          failures.add(run + "\n" + e);
          reporter.publishEntry("seed " + seed, run + "\n" + e);
        }
      }
    }
    reporter.publishEntry("outcomes", outcomes.toString());
    assertThat(failures).as("%d failed", failures.size()).isEmpty();
    if (count > 1) {
      assertThat(outcomes.getOrDefault(RandomRun.Outcome.DONE, 0))
          .as("migrations that were carried out, of %s", outcomes)
          .isGreaterThanOrEqualTo(count / 2);
    }
  }
}
