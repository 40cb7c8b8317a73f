package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the front page shows is what the program prints.
class FrontPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  @Tag("postgres")
  void showsThePlanOfItsMigration() throws IOException {
    String page = Files.readString(ROOT.resolve("README.md"));
    Path folder = ROOT.resolve("examples/front-page");

    assertThat(page).contains(Files.readString(folder.resolve("V7__price.sql")));

    String command = "plan --brief V7__price.sql";
    CapturedRun run = CapturedRun.in(folder, Map.of(), command.split(" "));

    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(page)
        .contains(
            "$ ./theseus " + command + "\n" + run.out().replaceAll("18\\.\\d+", "18") + "```\n");
  }
}
