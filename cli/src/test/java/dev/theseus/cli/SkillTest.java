package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.cli.guide.Topic;
import dev.theseus.cli.guide.Topics;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the skill tells an agent to run does what the skill says.
class SkillTest {
  private static final Path SKILL =
      Path.of("..", "skills", "migration-helper", "SKILL.md").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("```(sh|sql)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("theseus (.*?)(?:\\s+# exit (\\d))?", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir private Path folder = Path.of("");

  private static List<String> blocks(String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(SKILL))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  @PostgresTest
  void runsEachCommandInItsOrder(TestDatabase database) throws IOException {
    database.sql(
        """
        CREATE TABLE users (id bigint PRIMARY KEY, username text NOT NULL, nickname text,
          fullname text, age int);
        CREATE TABLE sessions (id bigint PRIMARY KEY);
        CREATE TABLE products (id bigint PRIMARY KEY, price numeric NOT NULL);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
        CREATE TYPE order_state AS ENUM ('new');
        INSERT INTO users VALUES (1, 'ann', NULL, 'Ann Lee', 7);
        """);
    int commands = 0;
    for (String block : blocks("sh")) {
      for (String line : block.lines().toList()) {
        run(line, database.jdbcUrl());
        commands++;
      }
    }

    assertThat(commands).isGreaterThan(25);
    assertThat(database.one("SELECT email FROM public_v1_email.users"))
        .isEqualTo("ann@example.com");
  }

  private void run(String line, String url) {
    Matcher command = COMMAND.matcher(line.strip());
    assertThat(command.matches()).as(line).isTrue();
    List<String> arguments = new ArrayList<>();
    for (MatchResult word : WORD.matcher(command.group(1)).results().toList()) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      arguments.add(text.replace("$DATABASE_URL", url));
    }

    CapturedRun run =
        CapturedRun.in(folder, Map.of("DATABASE_URL", url), arguments.toArray(String[]::new));

    int expected = command.group(2) == null ? 0 : Integer.parseInt(command.group(2));
    assertThat(run.exit().status()).as(line + "\n" + run.out() + run.err()).isEqualTo(expected);
  }

  @Test
  void namesEachTopicAndNoOther() throws IOException {
    String skill = Files.readString(SKILL);

    for (Topic topic : Topics.all()) {
      assertThat(skill).contains("`" + topic.name() + "`");
    }
  }

  @Test
  void namesOnlyCommandsThatExist() throws IOException {
    List<String> names = Commands.all().stream().map(CommandEntry::name).toList();

    Pattern.compile("theseus ([a-z]+)")
        .matcher(Files.readString(SKILL))
        .results()
        .map(found -> found.group(1))
        .filter(word -> !List.of("command").contains(word))
        .forEach(word -> assertThat(names).contains(word));
  }

  @Test
  void saysWhatAnAgentFindsItBy() throws IOException {
    assertThat(Files.readString(SKILL))
        .startsWith("---\nname: migration-helper\ndescription: ")
        .contains("database migration", "code migration", "zero-downtime");
    assertThat(blocks("sql")).hasSize(5);
  }
}
