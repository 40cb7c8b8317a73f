package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `plan --write`: which files it writes, and when it writes none.
class PlanWriteTest {
  private static final Path FRONT_PAGE =
      Path.of("../examples/front-page").toAbsolutePath().normalize();
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/theseus/cli/front-page.flyway.txt");

  @TempDir private Path folder = Path.of("");

  @Test
  @Tag("postgres")
  void writesTheFrontPageAsFlywayFiles() throws IOException {
    CapturedRun run = write("flyway", "V7__price.sql");

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.OK);
    String files = contents();
    if (Boolean.getBoolean("theseus.docs.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, files);
    }
    assertThat(files)
        .as("written anew with -Dtheseus.docs.update=true; read the difference")
        .isEqualTo(Files.readString(GOLDEN));
    assertThat(run.out())
        .contains("for flyway into ", "start: run these while the old version serves")
        .contains("  V7_01__expand_theseus_state.sql\n", "complete: ", "contract: ")
        .doesNotContain("U7_01");
  }

  @Test
  @Tag("postgres")
  void overwritesNothing() throws IOException {
    Path mine = folder.resolve("rollback/7_03_backfill_products_fill.sql");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");

    CapturedRun run = write("sql", "V7__price.sql");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("exists already; nothing was written");
    assertThat(contents()).isEqualTo("=== rollback/7_03_backfill_products_fill.sql\nmine");
  }

  @Test
  @Tag("postgres")
  void asksForANumberToGoOnFrom() throws IOException {
    CapturedRun run = write("updown", "V7__price.sql", "--name", "price");

    assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
    assertThat(run.err()).contains("release 'price' has no number in its name");
    assertThat(contents()).isEmpty();
  }

  @Test
  void asksForTheStyle() {
    CapturedRun alone =
        CapturedRun.in(FRONT_PAGE, Map.of(), "plan", "--write", "x", "V7__price.sql");
    CapturedRun unknown = write("rails", "V7__price.sql");

    assertThat(alone.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(alone.err()).contains("--write and --style belong together");
    assertThat(unknown.err())
        .contains("there is no style 'rails'", "flyway, liquibase, updown, sql");
  }

  private CapturedRun write(String style, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("plan", "--write", folder.toString(), "--style", style));
    arguments.addAll(List.of(more));
    return CapturedRun.in(FRONT_PAGE, Map.of(), arguments.toArray(String[]::new));
  }

  /// All files, each below its name; of the engine's own schema the name only.
  private String contents() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      StringBuilder text = new StringBuilder();
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        text.append("=== ").append(folder.relativize(path)).append('\n');
        boolean state = path.toString().endsWith("theseus_state.sql");
        text.append(state ? "…\n" : Files.readString(path));
      }
      return text.toString();
    }
  }
}
