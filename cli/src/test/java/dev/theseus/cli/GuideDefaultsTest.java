package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/// What a guide computes where nothing is said loses no value.
class GuideDefaultsTest {
  private static final Pattern DIRECTIVE =
      Pattern.compile("-- theseus:(?:up|down) users\\.(\\w+) = (.*)");

  @TempDir private Path folder = Path.of("");

  private String right(String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("guide", "--dry-run", "--json"));
    arguments.addAll(List.of(words));
    CapturedRun run = CapturedRun.in(folder, Map.of(), arguments.toArray(String[]::new));
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(run.out()).at("/right/sql").asText();
  }

  private static String expression(String migration, String column) {
    Matcher directive = DIRECTIVE.matcher(migration);
    while (directive.find()) {
      if (directive.group(1).equals(column)) {
        return directive.group(2);
      }
    }
    throw new AssertionError("nothing is said of " + column + " in\n" + migration);
  }

  @PostgresTest
  void splitsAndJoinsEveryValue(TestDatabase database) throws IOException {
    String migration =
        right("split-column", "users.name", "--answers=first=given", "--answers=second=family");

    assertThat(
            database.one(
                """
                SELECT string_agg(coalesce(given, '-') || '/' || coalesce(family, '-'), ', ')
                FROM (SELECT %s AS given, %s AS family
                      FROM (VALUES ('Mary Ann Lee'), ('Mary'), ('Mary '), (''), (NULL)) u (name)) s
                """
                    .formatted(expression(migration, "given"), expression(migration, "family"))))
        .isEqualTo("Mary/Ann Lee, Mary/-, Mary/, /-, -/-");
    assertThat(
            database.number(
                """
                SELECT count(*)
                FROM (SELECT name, %s AS given, %s AS family
                      FROM (VALUES ('Mary Ann Lee'), ('Mary'), ('Mary '), (' Lee'), (' '), ('a  b'),
                              (''), (NULL)) u (name)) s
                WHERE %s IS DISTINCT FROM name
                """
                    .formatted(
                        expression(migration, "given"),
                        expression(migration, "family"),
                        expression(migration, "name"))))
        .isZero();
  }

  @PostgresTest
  void mergesWhatIsThereWhenTheOtherIsMissing(TestDatabase database) throws IOException {
    String migration =
        right(
            "merge-columns",
            "users",
            "--answers=to=name",
            "--answers=first=given",
            "--answers=second=family");

    assertThat(
            database.one(
                """
                SELECT string_agg(coalesce(%s, '-') || '/' || coalesce(%s, '-'), ', ')
                FROM (SELECT %s AS name
                      FROM (VALUES ('Mary', 'Ann Lee'), ('Mary', NULL), ('Mary', ''),
                              (NULL, 'Lee'), (NULL, NULL)) u (given, family)) s
                """
                    .formatted(
                        expression(migration, "given"),
                        expression(migration, "family"),
                        expression(migration, "name"))))
        .isEqualTo("Mary/Ann Lee, Mary/-, Mary/, Lee/-, -/-");
  }

  @PostgresTest
  void updatesTheRowsWhoseValueIsAnother(TestDatabase database) throws IOException {
    database.sql("CREATE TABLE users (id int PRIMARY KEY, flag boolean, other boolean)");
    database.sql("INSERT INTO users VALUES (1, true, true), (2, true, false), (3, false, false)");

    String migration =
        right(
            "large-update",
            "users.flag",
            "--answers=from=boolean",
            "--answers=others=id int, other boolean",
            "--answers=value=id > 2 OR other");

    assertThat(migration).contains("WHERE flag IS DISTINCT FROM (id > 2 OR other)");
    database.sql(migration);
    assertThat(database.one("SELECT string_agg(flag::text, ',' ORDER BY id) FROM users"))
        .isEqualTo("true,false,true");
  }
}
