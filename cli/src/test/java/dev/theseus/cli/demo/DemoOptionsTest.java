package dev.theseus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
  @Test
  void namesTheScenariosWhenOneIsUnknown() {
    assertThatThrownBy(() -> options(1_000, List.of("renaming")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no scenario 'renaming'; there are required-column, large-index,"
                + " type-conversion, rename");
  }

  @Test
  void namesTheRangeOfANumber() {
    assertThatThrownBy(() -> options(10, List.of()))
        .hasMessage("--rows is 10; give 1000 to 50000000");
  }

  @Test
  void hasAFileForEachScenario() {
    assertThat(Scenarios.all())
        .allSatisfy(it -> assertThat(Resources.text(it.file())).isNotBlank());
  }

  private static DemoOptions options(long rows, List<String> scenarios) {
    return new DemoOptions(rows, 10, 1, 18, 100, scenarios);
  }
}
