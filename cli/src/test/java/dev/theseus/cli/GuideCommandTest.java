package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.cli.guide.Topic;
import dev.theseus.cli.guide.Topics;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuideCommandTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder = Path.of("");

  private CapturedRun guide(String... arguments) {
    List<String> all = new ArrayList<>(List.of("guide"));
    all.addAll(List.of(arguments));
    return CapturedRun.in(folder, Map.of(), all.toArray(String[]::new));
  }

  private static JsonNode json(CapturedRun run) throws IOException {
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(run.out());
  }

  @ParameterizedTest
  @Tag("postgres")
  @CsvSource(
      delimiter = '|',
      value = {
        "add-column users.age integer | | missing-lock-timeout",
        "add-required-column users.email | value=username | add-required-column",
        "rename column users.email to mail | | rename-column",
        "change-type products.price bigint | from=numeric;up=(price*100)::bigint;down=price/100.0"
            + " | change-column-type",
        "set not null users.email | value=username | set-not-null",
        "drop-column users.nickname | from=text | drop-column",
        "split-column users.name | first=given;second=family | drop-column",
        "merge users into name | first=given;second=family | drop-column",
        "rename table users to people | | rename-table",
        "drop-table sessions | | drop-table",
        "add index on orders (customer_id, created_at) | where=id > 0 | create-index",
        "add-foreign-key orders.user_id references users.id | | add-foreign-key-validating",
        "add-check users | condition=age >= 0;name=age_check;others=age integer |"
            + " add-check-validating",
        "add-unique users.email | | add-unique-constraint",
        "add-enum-value order_state returned | | enum-value-used-in-transaction",
        "large-update users.email | value=lower(email) | unbatched-change",
      })
  void triesWhatItShows(String words, String answers, String rule) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ", -1)));
    for (String answer : answers == null ? new String[0] : answers.split(";", -1)) {
      arguments.addAll(List.of("--answers", answer));
    }
    arguments.addAll(List.of("--dry-run", "--json"));

    JsonNode guide = json(guide(arguments.toArray(String[]::new)));

    assertThat(guide.at("/wrong/findings").findValuesAsText("rule")).contains(rule);
    assertThat(guide.at("/right/plan/steps")).isNotEmpty();
    assertThat(guide.at("/started").asBoolean()).isTrue();
    assertThat(guide.at("/rolledBack").asBoolean()).isTrue();
    assertThat(guide.at("/against").asText()).isEqualTo("stand-in");
    assertThat(guide.at("/written").asBoolean()).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void hasATriedSentenceForEachTopic() {
    assertThat(Topics.all()).hasSize(16);
    assertThat(Topics.all().stream().flatMap(topic -> topic.words().stream()))
        .doesNotHaveDuplicates();
  }

  @Test
  @Tag("postgres")
  void showsWhatThePageSays() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/how-to/write-a-migration.md"));

    CapturedRun run =
        guide(
            "add-required-column", "users.email", "--answers", "value=username || '@example.com'");

    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(page).contains(run.out().replaceAll("18\\.\\d+", "18"));
    assertThat(folder.resolve("add_users_email.sql"))
        .hasContent(
            """
            -- theseus:up users.email = username || '@example.com'
            ALTER TABLE users ADD COLUMN email text NOT NULL;
            """);
  }

  @Test
  @Tag("postgres")
  void overwritesNothing() throws IOException {
    Files.writeString(folder.resolve("drop_users.sql"), "mine");

    CapturedRun run = guide("drop-table", "users");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            """
            error: file 'drop_users.sql' exists already; nothing was written
            name another file with --write
            """);
    assertThat(folder.resolve("drop_users.sql")).hasContent("mine");
  }

  @Test
  @Tag("postgres")
  void readsTypesFromTheMigrationsAndTakesTheNextNumber() throws IOException {
    Path migrations = Files.createDirectory(folder.resolve("db"));
    Files.writeString(
        migrations.resolve("V2__b.sql"),
        "CREATE TABLE \"Order\" (id bigint PRIMARY KEY, total numeric(10,2));");
    Files.writeString(migrations.resolve("V10__c.sql"), "CREATE TABLE c (id bigint);");

    JsonNode guide =
        json(
            guide(
                "change-type",
                "\"Order\".total",
                "to",
                "double",
                "precision",
                "--migrations",
                "db",
                "--json"));

    assertThat(guide.at("/against").asText()).isEqualTo("files");
    assertThat(guide.at("/file").asText()).isEqualTo("db/V11__change_order_total_type.sql");
    assertThat(migrations.resolve("V11__change_order_total_type.sql"))
        .hasContent(
            """
            -- theseus:down "Order".total = total::numeric(10,2)
            ALTER TABLE "Order" ALTER COLUMN total TYPE double precision USING total::double precision;
            """);
  }

  @PostgresTest
  void readsTheDatabaseThatIsNamed(TestDatabase database) {
    database.sql("CREATE TABLE users (id bigint PRIMARY KEY, email varchar(20))");
    Map<String, String> environment = Map.of("DATABASE_URL", database.jdbcUrl());
    CatalogDump before = CatalogDump.of(database);

    CapturedRun unknown =
        CapturedRun.in(folder, environment, "guide", "rename-column", "users.mail", "to", "x");
    CapturedRun known =
        CapturedRun.in(folder, environment, "guide", "rename-column", "users.email", "to", "mail");

    assertThat(unknown.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err())
        .isEqualTo(
            """
            error: table public.users has no column mail
            give one of id, email
            """);
    assertThat(known.out()).contains("planned against the database as it is now", "\nnext: ");
    assertThat(known.out()).doesNotContain("tried on");
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table=users; DROP TABLE users",
        "table=users\n",
        "table=",
        "table=a.b.c",
        "column=e mail",
        "column=e--mail",
        "column=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "type=text NOT NULL",
        "type=text) + (1",
        "type=text); DROP TABLE users; --",
        "value=1; DROP TABLE users",
        "value=1 -- and more",
        "value=1, 2",
        "value=lower(",
        "vlaue=1",
      })
  @Tag("postgres")
  void refusesWhatIsNotWhatWasAskedFor(String answer) {
    CapturedRun run =
        guide(
            "add-required-column",
            "--answers",
            "table=users",
            "--answers",
            "column=email",
            "--answers",
            "value='x'",
            "--answers",
            answer);

    boolean onlyBlank = answer.endsWith("\n");
    assertThat(run.exit()).isEqualTo(onlyBlank ? ExitCode.OK : ExitCode.USAGE);
    assertThat(folder.toFile().list()).hasSize(onlyBlank ? 1 : 0);
  }

  @Test
  @Tag("postgres")
  void quotesNamesThatNeedIt() throws IOException {
    CapturedRun run = guide("rename", "column", "order.user", "to", "\"e mail\"");

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("rename_order_user_to_e_mail.sql"))
        .hasContent("ALTER TABLE \"order\" RENAME COLUMN \"user\" TO \"e mail\";\n");
  }

  @Test
  @Tag("postgres")
  void namesEveryAnswerThatIsMissing() {
    CapturedRun run = guide("merge", "users");

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            """
            error: merge-columns needs some answers more
            give
              --answers 'first=…'  Which is the first column?
              --answers 'second=…'  Which is the second column?
              --answers 'to=…'  What is the new column called?
            """);
  }

  @Test
  @Tag("postgres")
  void saysWhichAnswerDoesNotWork() {
    CapturedRun run =
        guide(
            "add-check", "users", "--answers", "condition=age > 0", "--answers", "name=age_check");

    assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
    assertThat(run.err())
        .startsWith("error: the migration does not work on a scratch PostgreSQL: ")
        .contains("operator does not exist: text > integer")
        .endsWith(
            "correct the answer, or say which types the columns have with --answers"
                + " 'others=age integer, price numeric'\n");
  }

  @Test
  void asksWhatIsToChangeOnlyOnATerminal() {
    assertThat(guide().err())
        .startsWith("error: it is not said what is to change\nname a topic: add-column, ");
    assertThat(guide("add-colum", "users.x").err()).contains("did you mean 'add-column'?");
  }

  @Test
  @Tag("postgres")
  void readsAnswersFromAFile() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "table: users\nto: people\n");

    CapturedRun run = guide("rename-table", "--answers", "a.yaml", "--write", "x/1.sql");

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("x/1.sql")).hasContent("ALTER TABLE users RENAME TO people;\n");
  }

  @Test
  @Tag("postgres")
  void holdsAConversation() {
    String typed = "99\nrename-column\nusers\ne mail\nemail\nmail\n\nno\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.plain(List.of()));
    Session session =
        new Session(
            console, new Interrupts(), Map.of(), folder, Keyboard.of(new StringReader(typed)));

    ExitCode exit = new Cli(session).run(List.of("guide"));

    assertThat(exit).isEqualTo(ExitCode.OK);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "'99' is none of them\n",
            "Which table?\n",
            "error: the answer to 'column', \"e mail\", is no name",
            "Which type has it? [text]\n",
            "Write it to rename_users_email_to_mail.sql? [yes]\n");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("would write rename_users_email_to_mail.sql\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void listsTopicsAndTheirQuestions() throws IOException {
    assertThat(guide("--list").out())
        .contains("add-required-column  Add a column that must have a value\n");
    assertThat(guide("--list", "rename-table").out())
        .isEqualTo(
            """
            Rename a table

            key    without an answer  question
            table  asked for          Which table?
            to     asked for          What is it called from now on?
            """);
    assertThat(json(guide("--list", "--json")).at("/topics")).hasSize(Topics.all().size());
  }

  @ParameterizedTest
  @CsvSource({
    "'', x.sql",
    "'V1__a.sql,V2.1__b.sql', V3__x.sql",
    "'001_a.sql,007_b.sql', 008_x.sql",
    "'1_a.up.sql,1_a.down.sql', 2_x.up.sql",
    "'20240131120000-a.sql', 20240131120001-x.sql",
    "'a.sql,b.yaml', x.sql",
  })
  void namesAFileLikeTheOthers(String others, String expected) {
    List<String> names = others.isEmpty() ? List.of() : List.of(others.split(",", -1));

    assertThat(GuideFile.name(names, "x")).isEqualTo(expected);
  }

  @Test
  void asksOnlyForWhatItsStatementsUse() {
    for (Topic topic : Topics.all()) {
      String texts = topic.wrong() + " " + topic.right() + " " + topic.standIns();
      topic.questions().stream()
          .filter(question -> !topic.standIns().toString().contains(question.name()))
          .forEach(
              question -> assertThat(texts).as(topic.name()).contains("{" + question.name() + "}"));
    }
  }
}
