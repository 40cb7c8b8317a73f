package dev.theseus.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.internal.engine.FaultMoment.Command;
import dev.theseus.internal.engine.FaultMoment.Way;
import dev.theseus.plan.Step;
import dev.theseus.plan.Undo;
import dev.theseus.testkit.Fault;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every statement that the engine sends, each fault, and each way on: the end is that of an
/// undisturbed run.
@Tag("postgres")
final class FaultMatrixTest {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.CUT_BEFORE, Fault.TERMINATE_BEFORE, Fault.SWALLOW_ANSWER, Fault.TERMINATE_AFTER);

  /// A few of some migrations, drawn anew in each run, on the oldest and the newest major.
  @ParameterizedTest(name = "{0}")
  @MethodSource("some")
  void endsAsAnUndisturbedRunAfterSomeFaults(int major, TestReporter reporter) throws IOException {
    Random random = random(reporter);
    List<FaultCase> cases = new ArrayList<>(FaultCase.all());
    Collections.shuffle(cases, random);
    for (FaultCase migration : cases.subList(0, 2)) {
      try (FaultMatrix matrix = new FaultMatrix(TestServers.major(major), migration)) {
        run(matrix, some(matrix.moments(FAULTS), 6, random), reporter);
      }
    }
  }

  /// The driver sends statements before it hands a connection out; and `complete` looks at the skip
  /// list before its first step.
  @Test
  void goesOnByItselfBeforeTheFirstStep() throws IOException {
    try (FaultMatrix matrix =
        new FaultMatrix(TestServers.major(TestServers.newest()), FaultCase.notNull())) {
      List<FaultMoment> moments =
          matrix.every(Command.COMPLETE, Fault.TERMINATE_BEFORE, Way.GO_ON).stream()
              .filter(
                  one ->
                      matrix.statement(one).contains("PostgreSQL JDBC Driver")
                          || matrix.statement(one).contains("theseus.skipped"))
              .toList();
      assertThat(moments).hasSizeGreaterThan(1);
      assertThat(matrix.run(moments)).isEmpty();
    }
  }

  /// All of them, or as many of each migration as the property `theseus.test.faults` says.
  @Tag("nightly")
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("all")
  void endsAsAnUndisturbedRunAfterEveryFault(int major, FaultCase migration, TestReporter reporter)
      throws IOException {
    try (FaultMatrix matrix = new FaultMatrix(TestServers.major(major), migration)) {
      List<FaultMoment> all = matrix.moments(FAULTS);
      int most = Integer.getInteger("theseus.test.faults", all.size());
      run(matrix, some(all, most, random(reporter)), reporter);
    }
  }

  @Test
  void endsAsAnUndisturbedRunAfterACrashOfTheServer(TestReporter reporter) throws IOException {
    Random random = random(reporter);
    List<FaultCase> cases = new ArrayList<>(FaultCase.all());
    Collections.shuffle(cases, random);
    crash(cases.subList(0, 1), 1, random, reporter);
  }

  @Tag("nightly")
  @Test
  void endsAsAnUndisturbedRunAfterManyCrashesOfTheServer(TestReporter reporter) throws IOException {
    crash(FaultCase.all(), 12, random(reporter), reporter);
  }

  /// A new kind of step or way back needs a migration here.
  @Test
  void knowsEveryKindOfStepAndEveryWayBack() {
    Set<Class<?>> found = new HashSet<>();
    for (FaultCase migration : FaultCase.all()) {
      try (TestDatabase database = TestServers.database()) {
        for (Step step : FaultMatrix.prepare(database, migration).steps()) {
          found.add(step.getClass());
          found.add(step.undo().getClass());
        }
      }
    }
    Set<Class<?>> permitted = new HashSet<>();
    permitted.addAll(Arrays.asList(Step.class.getPermittedSubclasses()));
    permitted.addAll(Arrays.asList(Undo.class.getPermittedSubclasses()));
    assertThat(found).containsAll(permitted);
  }

  static Stream<Integer> some() {
    return Stream.of(TestServers.majors().getFirst(), TestServers.majors().getLast()).distinct();
  }

  static Stream<Arguments> all() {
    return TestServers.majors().stream()
        .flatMap(
            major -> FaultCase.all().stream().map(migration -> Arguments.of(major, migration)));
  }

  private static void crash(List<FaultCase> cases, int most, Random random, TestReporter reporter)
      throws IOException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().major(TestServers.newest()).durable(true).start()) {
      for (FaultCase migration : cases) {
        try (FaultMatrix matrix = new FaultMatrix(server, migration)) {
          run(matrix, some(matrix.moments(List.of(Fault.CRASH_AFTER)), most, random), reporter);
        }
      }
    }
  }

  private static List<FaultMoment> some(List<FaultMoment> all, int most, Random random) {
    if (most >= all.size()) {
      return all;
    }
    List<FaultMoment> drawn = new ArrayList<>(all);
    Collections.shuffle(drawn, random);
    return drawn.subList(0, most);
  }

  private static void run(FaultMatrix matrix, List<FaultMoment> moments, TestReporter reporter) {
    long began = System.nanoTime();
    List<String> wrong = matrix.run(moments);
    reporter.publishEntry(
        matrix.toString(),
        "%d faults of %d in %d ms, pg_dump compared %d times"
            .formatted(
                moments.size(),
                matrix.moments(FAULTS).size(),
                (System.nanoTime() - began) / 1_000_000,
                matrix.dumps()));
    assertThat(wrong).isEmpty();
  }

  private static Random random(TestReporter reporter) {
    long seed = Long.getLong("theseus.test.seed", System.nanoTime());
    reporter.publishEntry("theseus.test.seed", Long.toString(seed));
    return new Random(seed);
  }
}
