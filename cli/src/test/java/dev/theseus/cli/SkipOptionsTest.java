package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SkipOptionsTest {
  @Command
  static final class Probe {
    @Mixin private SkipOptions skips = new SkipOptions();
  }

  private static void given(String... arguments) {
    Probe probe = new Probe();
    new CommandLine(probe).parseArgs(arguments);
    probe.skips.apply(Theseus.builder(new PGSimpleDataSource()));
  }

  @Test
  void takesANumberOfRows() {
    assertThatCode(SkipOptionsTest::given).doesNotThrowAnyException();
    assertThatCode(() -> given("--skip-failing")).doesNotThrowAnyException();
    assertThatCode(() -> given("--skip-failing", "--skip-at-most", "10000"))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesNumbersThatMeanNothing() {
    assertThatThrownBy(() -> given("--skip-at-most=5"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("none is");
    assertThatThrownBy(() -> given("--skip-failing", "--skip-at-most=0"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--skip-at-most is 0");
    assertThatThrownBy(() -> given("--skip-failing", "--skip-at-most=10001"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("give 0 to 10000");
  }
}
