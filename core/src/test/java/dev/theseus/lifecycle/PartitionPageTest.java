package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.plan.Plan;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Carries out every example of the page on partitioned tables, and keeps the plans on it as they
/// really are. Run with `-Dtheseus.docs.update=true` to write them anew.
@Tag("postgres")
class PartitionPageTest {
  private static final Path EXAMPLES = Path.of("../examples/partitions");
  private static final Path PAGE = Path.of("../docs/reference/partitions.md");
  private static final String END = "<!-- end -->";

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void carriesOutTheExampleAndThePageShowsThePlan(Path example)
      throws IOException, InterruptedException {
    String name = example.getFileName().toString().replace(".sql", "");
    String page = Files.readString(PAGE);
    String setup = page.substring(page.indexOf("CREATE TABLE"), page.indexOf("```\n\n## "));
    String statements = Files.readString(example);
    Scenario scenario = Scenario.of(name.replace('-', '_'), setup, statements);
    try (TestDatabase database = TestServers.database(TestServers.newest());
        Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      Plan plan = lifecycle.plan();
      lifecycle.run();
      assertThat(page).contains("```sql\n" + statements + "```");
      assertPlan(page, "<!-- plan " + name + " -->\n", PlanPage.of(plan).replace("### ", "#### "));
    }
  }

  private static void assertPlan(String page, String begin, String plan) throws IOException {
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(END, from);
    String wanted = "\n" + plan;
    if (Boolean.getBoolean("theseus.docs.update")) {
      Files.writeString(PAGE, page.substring(0, from) + wanted + page.substring(to));
    } else {
      assertThat(page.substring(from, to)).as(begin).isEqualTo(wanted);
    }
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }
}
