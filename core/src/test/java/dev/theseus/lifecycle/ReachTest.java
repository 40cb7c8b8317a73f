package dev.theseus.lifecycle;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The way through all phases with everything on the table that a table may carry.
@Tag("postgres")
class ReachTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWriting(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("others")
  void keepsBothVersionsWritingWithEverythingElse(int major, Scenario scenario)
      throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(ReachScenarios.some());
  }

  static Stream<Arguments> others() {
    return Scenario.onEachMajor(ReachScenarios.others());
  }
}
