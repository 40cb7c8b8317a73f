package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.testkit.CatalogDump;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Whole migrations through the command line.
class LifecycleTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writeTheMigration() throws IOException {
    Files.writeString(
        folder.resolve("V7__price.sql"),
        """
        -- theseus:up   products.price_cents = (price * 100)::bigint
        -- theseus:down products.price       = price_cents / 100.0
        ALTER TABLE products RENAME COLUMN price TO price_cents;
        ALTER TABLE products
          ALTER COLUMN price_cents TYPE bigint USING (price_cents * 100)::bigint;
        """);
  }

  @PostgresTest
  void startsOnlyThePlanThatWasAgreedTo(TestDatabase database) throws IOException {
    shop(database);
    String hash =
        new ObjectMapper()
            .readTree(theseus(database, "plan", "--json", "V7__price.sql").out())
            .path("hash")
            .asText();
    Path file = folder.resolve("V7__price.sql");
    String agreed = Files.readString(file);
    Files.writeString(file, agreed.replace("/ 100.0", "/ 10.0"));

    CapturedRun refused = theseus(database, "start", "--plan-hash", hash, "V7__price.sql");
    Files.writeString(file, agreed);
    CapturedRun started = theseus(database, "start", "--plan-hash", hash, "V7__price.sql");
    CapturedRun again = theseus(database, "start", "--plan-hash", "other", "V7__price.sql");

    assertThat(refused.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .contains("the plan of V7__price is not the one with the hash " + hash);
    assertThat(started.exit()).as(started.err()).isEqualTo(ExitCode.OK);
    assertThat(again.exit()).isEqualTo(ExitCode.FAILED);
  }

  @PostgresTest
  void startsReportsAndRollsBack(TestDatabase database) {
    shop(database);
    CatalogDump before = CatalogDump.of(database);

    CapturedRun start = theseus(database, "start", "V7__price.sql");

    assertThat(start.exit()).isEqualTo(ExitCode.OK);
    assertThat(start.out())
        .isEqualTo(
            """
            migration V7__price: it is started: old and new version both work
            the new version: search_path = "public_v7_price", "public"
            next: theseus complete
            next: theseus rollback
            """);
    assertThat(steady(start.err()))
        .isEqualTo(
            """
            Plan V7__price for PostgreSQL 18.x, schema public
            New version: search_path = "public_v7_price", "public"

            place            strategy         statement
            V7__price.sql:3  expand/contract  ALTER TABLE products RENAME COLUMN price TO price_cents
            V7__price.sql:4  expand/contract  ALTER TABLE products ALTER COLUMN price_cents TYPE bigint USING (price_…

            theseus start: n steps
            theseus complete: n steps
            theseus contract: n steps
            checked: n statements, 0 hazards
            2 dual-write
            3 backfill
            """);
    assertThat(database.one("SELECT price_cents FROM public_v7_price.products WHERE id = 3"))
        .isEqualTo("30");
    assertThat(theseus(database, "status").out())
        .startsWith("V7__price is started\nnew version  search_path = \"public_v7_price\"")
        .endsWith("next         theseus complete, or theseus rollback\n");
    assertNothingToDo(
        database,
        """
        migration V7__price was started before and is started
        the new version: search_path = "public_v7_price", "public"
        """,
        "start",
        "V7__price.sql");

    CapturedRun rollback = theseus(database, "rollback");

    assertThat(rollback.exit()).isEqualTo(ExitCode.OK);
    assertThat(rollback.out())
        .isEqualTo("migration V7__price: it is rolled back: only the old version is left\n");
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
    assertNothingToDo(database, "migration V7__price: it is already rolled back\n", "rollback");
  }

  @PostgresTest
  void completesComesBackCompletesAgainAndContracts(TestDatabase database) {
    shop(database);
    assertThat(theseus(database, "start", "-q", "V7__price.sql").err()).isEmpty();
    assertThat(theseus(database, "complete").out())
        .isEqualTo(
            """
            migration V7__price: it is completed: the old version is retired
            the new version: search_path = "public_v7_price", "public"
            next: theseus contract
            next: theseus rollback
            """);
    database.sql("UPDATE public_v7_price.products SET price_cents = 999 WHERE id = 1");

    assertThat(theseus(database, "rollback").out())
        .startsWith(
            "migration V7__price: the old version is back: old and new version both work\n");
    assertThat(database.one("SELECT price FROM products WHERE id = 1")).isEqualTo("9.99");
    assertThat(theseus(database, "complete").exit()).isEqualTo(ExitCode.OK);
    CapturedRun refused = theseus(database, "contract");
    assertThat(refused.exit()).isEqualTo(ExitCode.UNSAFE);
    assertThat(refused.err()).startsWith("error: migration V7__price was completed at ");
    CapturedRun contract = theseus(database, "contract", "--skip-soak");

    assertThat(contract.exit()).isEqualTo(ExitCode.OK);
    assertThat(contract.err())
        .startsWith(
            "warning: the soak is skipped: nobody has shown that the new version works for long"
                + " enough\n");
    assertThat(database.one("SELECT price_cents FROM products WHERE id = 1")).isEqualTo("999");
    assertNothingToDo(
        database,
        """
        migration V7__price was started before and is contracted
        the new version: search_path = "public_v7_price", "public"
        """,
        "start",
        "V7__price.sql");
    assertThat(theseus(database, "history").out())
        .contains("contract refused", "contracting", "contracted");
    assertThat(theseus(database, "watch").out()).startsWith("V7__price is contracted\n");
  }

  @PostgresTest
  void tellsEventsAndTheOutcomeAsLinesOfJson(TestDatabase database) throws IOException {
    shop(database);

    CapturedRun start = theseus(database, "start", "--json", "V7__price.sql");

    List<JsonNode> lines = new ArrayList<>();
    for (String line : start.out().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(start.exit()).isEqualTo(ExitCode.OK);
    assertThat(lines.subList(0, lines.size() - 1))
        .allSatisfy(line -> assertThat(line.path("schema").asText()).isEqualTo("theseus.event/1"));
    assertThat(lines.getLast().path("schema").asText()).isEqualTo("theseus.status/1");
    assertThat(lines.getLast().path("state").asText()).isEqualTo("started");
    assertThat(lines.getLast().path("searchPath").asText())
        .isEqualTo("\"public_v7_price\", \"public\"");
  }

  @PostgresTest
  void pausesAndPacesTheActiveMigration(TestDatabase database) {
    shop(database);
    theseus(database, "start", "-q", "V7__price.sql");

    assertThat(theseus(database, "pause").out()).isEqualTo("the backfill is paused\n");
    assertNothingToDo(database, "the backfill is paused already\n", "pause");
    assertThat(theseus(database, "unpause").out()).isEqualTo("the backfill may go on\n");
    assertNothingToDo(database, "the backfill is not paused\n", "unpause");
    assertThat(theseus(database, "pace", "--max-rate", "5000").out())
        .isEqualTo("the backfill fills 5,000 rows/s at most\n");
    assertNothingToDo(
        database, "the backfill fills 5,000 rows/s at most\n", "pace", "--max-rate", "5000/s");
    assertThat(theseus(database, "status").out()).contains("limit        5,000 rows/s\n");
    assertThat(theseus(database, "pace", "--max-rate", "none").out())
        .isEqualTo("the backfill has no limit\n");
    theseus(database, "pause");
    assertThat(theseus(database, "resume").out())
        .startsWith("nothing to do: migration V7__price: nothing to resume");
    assertThat(theseus(database, "status").out()).doesNotContain("paused");
  }

  @PostgresTest
  void namesTheReleaseAndRefusesItWithOtherStatements(TestDatabase database) throws IOException {
    shop(database);
    theseus(database, "start", "-q", "--name", "spring", "V7__price.sql");
    Files.writeString(
        folder.resolve("V7__price.sql"), "ALTER TABLE products ADD COLUMN other text;");

    CapturedRun again = theseus(database, "start", "--name", "spring", "V7__price.sql");

    assertThat(again.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err())
        .isEqualTo(
            "error: migration spring is started with other statements than these; bring it to its"
                + " end with `theseus complete` and `theseus contract`, or take it back with"
                + " `theseus rollback`\n");
  }

  @PostgresTest
  void findsNothingWrongWithAFreshDatabase(TestDatabase database) {
    shop(database);

    assertThat(theseus(database, "status").out())
        .isEqualTo("no migration was ever started in this database\n");
    assertThat(theseus(database, "history").out())
        .isEqualTo("no migration was ever started in this database\n");
    assertThat(theseus(database, "doctor").exit()).isEqualTo(ExitCode.OK);
  }

  private void assertNothingToDo(TestDatabase database, String sentence, String... arguments) {
    CapturedRun again = theseus(database, arguments);
    assertThat(again.exit()).isEqualTo(ExitCode.OK);
    assertThat(again.out()).isEqualTo("nothing to do: " + sentence);
  }

  private CapturedRun theseus(TestDatabase database, String... arguments) {
    return CapturedRun.in(folder, Map.of("DATABASE_URL", database.jdbcUrl()), arguments);
  }

  private static void shop(TestDatabase database) {
    database.sql(
        """
        CREATE TABLE products (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          name text NOT NULL,
          price numeric(10,2) NOT NULL)
        """,
        "INSERT INTO products (name, price) SELECT 'p' || i, i / 10.0 FROM generate_series(1, 500)"
            + " i");
  }

  /// Without what differs from run to run, and without the single steps, which the planner's tests
  /// tell.
  private static String steady(String talk) {
    StringBuilder text = new StringBuilder();
    talk.lines()
        .filter(line -> !line.matches("(backfill|verify) .*|  .*|warning: .*"))
        .forEach(
            line ->
                text.append(
                        line.replaceAll("18\\.\\d+", "18.x")
                            .replaceAll("\\d+ (step|statement)s?", "n $1s"))
                    .append('\n'));
    return text.toString();
  }
}
