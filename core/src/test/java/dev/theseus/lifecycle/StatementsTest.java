package dev.theseus.lifecycle;

import dev.theseus.testkit.TestServers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The statements that applications send, of both versions in every phase.
@Tag("postgres")
class StatementsTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void workInEveryPhase(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("others")
  void workInEveryPhaseToo(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(StatementScenarios.some());
  }

  static Stream<Arguments> others() {
    return TestServers.majors().stream()
        .flatMap(
            major ->
                StatementScenarios.others(major).stream().map(one -> Arguments.of(major, one)));
  }
}
