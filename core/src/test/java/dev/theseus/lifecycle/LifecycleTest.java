package dev.theseus.lifecycle;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation, back and forth through all phases, with both versions writing (invariants 1, 6
/// and 7).
@Tag("postgres")
class LifecycleTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("columns")
  void keepsBothVersionsWritingWhileColumnsChange(int major, Scenario scenario)
      throws InterruptedException {
    run(major, scenario);
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("objects")
  void keepsBothVersionsWritingWhileObjectsChange(int major, Scenario scenario)
      throws InterruptedException {
    run(major, scenario);
  }

  private static void run(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  static Stream<Arguments> columns() {
    return onEachMajor(Scenarios.columns());
  }

  static Stream<Arguments> objects() {
    return onEachMajor(Scenarios.objects());
  }

  private static Stream<Arguments> onEachMajor(List<Scenario> scenarios) {
    return Scenario.onEachMajor(scenarios);
  }
}
