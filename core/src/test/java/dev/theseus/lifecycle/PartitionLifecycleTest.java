package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.EachMajor;
import dev.theseus.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Partitioned tables, back and forth through all phases, with both versions writing.
@Tag("postgres")
class PartitionLifecycleTest {

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("scenarios")
  void keepsBothVersionsWriting(int major, Scenario scenario) throws InterruptedException {
    Lifecycle.run(major, scenario);
  }

  @EachMajor
  void addsAPrimaryKey(TestDatabase database) throws InterruptedException {
    try (Lifecycle lifecycle = new Lifecycle(database, PartitionScenarios.primaryKey())) {
      List<String> differences = lifecycle.runAndCompare();
      assertThat(differences).allMatch(one -> one.contains("not_null") && one.endsWith("local"));
    }
  }

  static Stream<Arguments> scenarios() {
    return Scenario.onEachMajor(PartitionScenarios.all());
  }
}
