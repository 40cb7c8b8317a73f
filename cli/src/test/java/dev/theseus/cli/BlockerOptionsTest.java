package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.theseus.Theseus;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BlockerOptionsTest {
  @Command
  static final class Probe {
    @Mixin private BlockerOptions blockers = new BlockerOptions();
  }

  private static void given(String... arguments) {
    Probe probe = new Probe();
    new CommandLine(probe).parseArgs(arguments);
    probe.blockers.apply(Theseus.builder(new PGSimpleDataSource()));
  }

  @Test
  void takesPolicyAndLimits() {
    assertThatCode(
            () ->
                given(
                    "--blockers=terminate",
                    "--only=application=report tool",
                    "--only",
                    "older-than=5m"))
        .doesNotThrowAnyException();
    assertThatCode(BlockerOptionsTest::given).doesNotThrowAnyException();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> given("--blockers=kill"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'kill' is no policy for blockers");
    assertThatThrownBy(() -> given("--blockers=cancel", "--only=pid=4"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--only does not know 'pid'");
    assertThatThrownBy(() -> given("--blockers=cancel", "--only=older-than=soon"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'soon' is no duration");
  }

  @Test
  void refusesALimitWithoutAPolicy() {
    assertThatThrownBy(() -> given("--only=user=report"))
        .isInstanceOfSatisfying(
            UsageException.class, e -> assertThat(e.fix()).isEqualTo("add --blockers cancel"))
        .hasMessageContaining("none is");
  }
}
