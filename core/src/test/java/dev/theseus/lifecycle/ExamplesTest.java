package dev.theseus.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.plan.Plan;
import dev.theseus.testkit.TestDatabase;
import dev.theseus.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Carries out every example file, back and forth, and keeps the plan on the operation's page as it
/// really is. Run with `-Dtheseus.docs.update=true` to write the pages anew.
@Tag("postgres")
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples/operations");
  private static final Path PAGES = Path.of("../docs/reference/operations");
  private static final String BEGIN = "## What runs\n\n";
  private static final String END = "## Fields\n";

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void carriesOutTheExampleAndItsPageShowsThePlan(Path example)
      throws IOException, InterruptedException {
    String name = name(example);
    Scenario scenario = scenario(example);
    try (TestDatabase database = TestServers.database(TestServers.newest());
        Lifecycle lifecycle = new Lifecycle(database, scenario)) {
      Plan plan = lifecycle.plan();
      lifecycle.run();
      assertPage(PAGES.resolve(name + ".md"), plan);
    }
  }

  private static String name(Path example) {
    return example.getFileName().toString().replace(".sql", "");
  }

  private static Scenario scenario(Path example) throws IOException {
    String name = name(example);
    return Scenario.of(name.replace('-', '_'), setup(name), Files.readString(example))
        .stays(name.equals("add-enum-value") ? "order_state" : "");
  }

  /// The examples as scenarios.
  static List<Scenario> scenarios() throws IOException {
    List<Scenario> all = new ArrayList<>();
    for (Path example : examples().toList()) {
      all.add(scenario(example));
    }
    return all;
  }

  private static void assertPage(Path file, Plan plan) throws IOException {
    String page = Files.readString(file);
    String wanted =
        BEGIN
            + "The plan of the example on PostgreSQL 18, as `theseus plan --sql` gives it.\n\n"
            + PlanPage.of(plan);
    int begin = page.contains(BEGIN) ? page.indexOf(BEGIN) : page.indexOf(END);
    String current = page.substring(begin, page.indexOf(END));
    if (Boolean.getBoolean("theseus.docs.update")) {
      Files.writeString(
          file, page.substring(0, begin) + wanted + page.substring(page.indexOf(END)));
    } else {
      assertThat(current).as(file.toString()).isEqualTo(wanted);
    }
  }

  /// Empty tables, so that the plain SQL can be the oracle of every example.
  private static String setup(String example) {
    String email = example.equals("add-column") ? "" : ", email text";
    String required = example.equals("drop-not-null") ? " NOT NULL" : "";
    String index = email.isEmpty() ? "" : "CREATE INDEX users_email_idx ON users (email);";
    String check =
        example.equals("add-check") ? "" : ", CONSTRAINT users_age_check CHECK (age > 0)";
    String orders =
        example.equals("create-table")
            ? ""
            : "CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint NOT NULL);";
    return """
    CREATE TABLE users (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      username text NOT NULL, nickname text NOT NULL, age integer,
      active boolean NOT NULL DEFAULT false
    """
        + email
        + required
        + check
        + ");"
        + index
        + orders
        + """
        CREATE TABLE products (id bigserial PRIMARY KEY, price numeric(10,2) NOT NULL);
        CREATE TABLE events (id bigint, at timestamptz);
        CREATE TABLE sessions (id uuid);
        CREATE TYPE order_state AS ENUM ('placed', 'shipped', 'paid');
        """;
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }
}
