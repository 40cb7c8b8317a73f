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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command makes of files, options and settings; the verdicts are tested in the core.
class CheckCommandTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void endTheProject() throws IOException {
    Files.createDirectory(folder.resolve(".git"));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CapturedRun check(String... arguments) {
    List<String> all = new ArrayList<>(List.of("check", "--no-database"));
    all.addAll(List.of(arguments));
    return CapturedRun.in(folder, Map.of(), all.toArray(String[]::new));
  }

  @Test
  void underlinesWhatItFindsAndSumsUp() throws IOException {
    write("1.sql", "SELECT 1;\nSELEC 2;\nSELECT 3;\n");

    CapturedRun run = check("1.sql");

    assertThat(run.out())
        .isEqualTo(
            """
            1.sql:2:1: danger[syntax-error]: syntax error at or near "SELEC"
                |
              2 | SELEC 2;
                | ^^^^^
              why       The migration stops here with an error.
              safe way  Correct the statement.
              docs      docs/reference/reading/syntax-error.md

            1 danger in 1 file, 2 statements
            """);
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(ExitCode.UNSAFE);
  }

  @Test
  void tellsNotesOnTheSide() throws IOException {
    write("a/1.mysql.sql", "x");
    write("a/2.sql", "ALTER TABLE ${s}.t ADD COLUMN a int;");

    CapturedRun run = check("a", "--pg", "14..18");

    assertThat(run.err())
        .isEqualTo(
            """
            a/1.mysql.sql: left out: its name says that it is for another database
            a/2.sql:1: the placeholder ${s} has no value; judged with a word in its place
            """);
    assertThat(run.out()).isEqualTo("nothing found in 1 file, 1 statement\n");
    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(check("a", "--placeholder", "s=shop").err()).doesNotContain("${s}");
  }

  @Test
  void refusesToFindNothingWhereNothingIsRead() throws IOException {
    write("log/db.changelog.xml", "<databaseChangeLog/>");
    write("log/more.yaml", "databaseChangeLog:\n");
    write("log/other.yaml", "a: 1");
    write("log/target/1.sql", "SELECT 1;");
    write("log/1.mysql.sql", "x");

    CapturedRun run = check("log");

    assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
    assertThat(run.err() + run.out())
        .contains("log/db.changelog.xml: left out: of Liquibase's changelogs only")
        .contains("log/more.yaml: left out")
        .contains("log/target: the folder was passed over")
        .contains("no file to judge is in")
        .doesNotContain("other.yaml");
    write("log/2.sql", "SELECT 1;");
    assertThat(check("log").exit()).isEqualTo(ExitCode.OK);
    assertThat(check("log", "--since", "7").exit()).as("nothing new").isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource({"danger,OK", "warning,UNSAFE", "advice,UNSAFE", "never,OK"})
  void failsOnWhatIsAskedFor(String severity, ExitCode exit) throws IOException {
    write("1.sql", "${everything};");

    assertThat(check("1.sql", "--fail-on", severity).exit()).isEqualTo(exit);
  }

  @Test
  void leavesOutWhatCommentsSettingsAndTheBaselineKnow() throws IOException {
    write("1.sql", "SELEC 1; -- theseus:ignore syntax-error we know\nSELEC 2;\n");

    assertThat(check("1.sql").out())
        .contains("1.sql:2:1: danger[syntax-error]")
        .endsWith("1 danger in 1 file, 0 statements; 1 ignored by comments\n");
    assertThat(check("1.sql", "--write-baseline", "known.json").out())
        .startsWith("1 finding was written to ");
    assertThat(check("1.sql", "--baseline", "known.json").out())
        .isEqualTo(
            "nothing found in 1 file, 0 statements; 1 ignored by comments; 1 in the baseline\n");
    write("theseus.yaml", "check:\n  paths: 1.sql\n  rules:\n    syntax-error: advice\n");
    assertThat(check().out()).contains("1.sql:2:1: advice[syntax-error]");
    assertThat(check().exit()).isEqualTo(ExitCode.OK);
    write("theseus.yaml", "check:\n  paths: 1.sql\n  rules: {syntax-error: off}\n");
    assertThat(check().out()).startsWith("nothing found");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void knowsTheBaselineFromEveryFolder(boolean settled) throws IOException {
    write("app/db/1.sql", "SELEC 1;");
    if (settled) {
      write("app/theseus.yaml", "check: {paths: db, baseline: known.json}");
    }
    Path app = folder.resolve("app");
    Path inner = Files.createDirectory(app.resolve("inner"));
    CapturedRun written = checkIn(app, "db", "--write-baseline", "known.json");
    assertThat(written.exit()).isEqualTo(ExitCode.OK);

    for (Path here : List.of(folder, app, inner, app.resolve("db"))) {
      List<String> arguments = new ArrayList<>(List.of(here.relativize(app).resolve("db") + ""));
      if (!settled || here.equals(folder)) {
        arguments.addAll(List.of("--baseline", app.resolve("known.json") + ""));
      }
      if (settled && here.equals(folder)) {
        arguments.addAll(List.of("--config", "app/theseus.yaml"));
      }
      CapturedRun run = checkIn(here, arguments.toArray(String[]::new));
      assertThat(run.out()).as(here + "").contains("1 in the baseline");
    }
    checkIn(inner, "../db", "--write-baseline", "other.json");
    assertThat(Files.readString(inner.resolve("other.json")))
        .isEqualTo(Files.readString(app.resolve("known.json")));
  }

  private static CapturedRun checkIn(Path here, String... arguments) {
    List<String> all = new ArrayList<>(List.of("check", "--no-database"));
    all.addAll(List.of(arguments));
    return CapturedRun.in(here, Map.of(), all.toArray(String[]::new));
  }

  @Test
  void namesTheFileInTheRepository() throws IOException {
    write("app/db/1.sql", "SELEC 1;");
    Path inner = Files.createDirectory(folder.resolve("app/inner"));

    assertThat(checkIn(inner, "../db", "--format", "sarif").out())
        .contains("\"uri\" : \"app/db/1.sql\"");
    assertThat(checkIn(inner, "../db", "--format", "github").out()).contains("file=app/db/1.sql");
    assertThat(checkIn(inner, "../db", "--format", "gitlab").out())
        .contains("\"path\" : \"app/db/1.sql\"");
  }

  @Test
  @Tag("postgres")
  void judgesEachFileAgainstWhatTheFilesBeforeItLeave() throws IOException {
    write("V1__a.sql", "CREATE TABLE t (id bigint PRIMARY KEY, s varchar(10), n int);");
    write("V2__b.sql", "ALTER TABLE t ALTER COLUMN s TYPE varchar(20);\nSELECT pg_sleep(0);");
    write("V3__c.sql", "ALTER TABLE t ALTER COLUMN n TYPE bigint;");

    CapturedRun run = CapturedRun.in(folder, Map.of(), "check", ".");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("V3__c.sql:1:1: danger[change-column-type]")
        .doesNotContain("V2__b.sql:1:1: danger")
        .doesNotContain("likely");
    CapturedRun one = CapturedRun.in(folder, Map.of(), "check", "V2__b.sql");
    assertThat(one.out()).doesNotContain("danger").contains("in 1 file, 2 statements");
  }

  @PostgresTest
  void judgesAgainstADatabaseThatItOnlyReads(TestDatabase database) throws IOException {
    database.sql("CREATE TABLE t (s varchar(10), n int)");
    String reader = database.role("reader");
    CatalogDump before = CatalogDump.of(database);
    write("1.sql", "ALTER TABLE t ALTER COLUMN s TYPE varchar(20);");
    write("2.sql", "ALTER TABLE t ALTER COLUMN n TYPE bigint;");

    CapturedRun run =
        CapturedRun.in(
            folder, Map.of(), "check", "--url", database.jdbcUrl(reader), "1.sql", "2.sql");

    assertThat(run.out())
        .contains("2.sql:1:1: warning[change-column-type]")
        .doesNotContain("1.sql:1:1: ");
    assertThat(before.changesTo(CatalogDump.of(database))).isEmpty();
  }

  @Test
  @Tag("postgres")
  void measuresEachStatementOnAScratchServer() throws IOException {
    write("V1__a.sql", "CREATE TABLE t (id bigint PRIMARY KEY, n int);");
    write("V2__b.sql", "ALTER TABLE t\n  ALTER COLUMN n TYPE bigint;\nSELEC 1;");
    write("V3__c.sql", "ALTER TABLE nothing ADD COLUMN a int;");

    CapturedRun run = CapturedRun.in(folder, Map.of(), "check", "--trace", "--since", "1", ".");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().replaceAll("[0-9.]+ ms", "1.0 ms"))
        .containsPattern("measured on PostgreSQL 18\\.\\d+:\n")
        .contains(
            """
            V2__b.sql:1:1: ALTER TABLE t ALTER COLUMN n TYPE bigint
              time        1.0 ms
              locks       ACCESS EXCLUSIVE on public.t
              writes anew public.t, public.t_pkey
              reads all   public.t
            V3__c.sql:1:1: ALTER TABLE nothing ADD COLUMN a int
              failed      ERROR: relation "nothing" does not exist

            """)
        .doesNotContain("V1__a.sql")
        .doesNotContain("verdict-disagrees");
    CapturedRun table =
        CapturedRun.in(folder, Map.of(), "check", "--trace", "--format", "markdown", "V2__b.sql");
    assertThat(table.out().replaceAll("[0-9.]+ ms", "1.0 ms"))
        .contains(
            "| `V2__b.sql:1` | 1.0 ms | ACCESS EXCLUSIVE on public.t |"
                + " public.t, public.t_pkey | public.t |  |");
  }

  @PostgresTest
  void measuresOnACopyOnlyWhereThatIsSaid(TestDatabase database) throws IOException {
    database.sql("CREATE TABLE t (a int)");
    write("1.sql", "CREATE INDEX CONCURRENTLY i ON t (a);");
    String url = database.jdbcUrl();

    CapturedRun refused =
        CapturedRun.in(folder, Map.of(), "check", "--trace", "--url", url, "1.sql");
    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .isEqualTo(
            """
            error: --trace runs the statements, and the database of --url is only read
            leave out --url, or add --on-copy if it is a copy that may be changed
            """);
    assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isZero();

    CapturedRun run =
        CapturedRun.in(
            folder, Map.of(), "check", "--trace", "--url", url, "--on-copy", "1.sql", "--json");

    JsonNode trace = new ObjectMapper().readTree(run.out()).path("trace");
    assertThat(trace.path("server").asText()).startsWith(String.valueOf(database.major()));
    JsonNode one = trace.path("statements").path(0);
    assertThat(one.path("file").asText()).isEqualTo("1.sql");
    assertThat(one.path("alone").asBoolean()).isTrue();
    assertThat(one.path("milliseconds").asDouble()).isPositive();
    assertThat(one.path("locks").path(0).path("relation").asText()).isEqualTo("public.t");
    assertThat(one.path("locks").path(0).path("mode").asText()).isEqualTo("SHARE UPDATE EXCLUSIVE");
    assertThat(one.path("disagreements").isEmpty()).isTrue();
    assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isOne();
  }

  @Test
  void judgesOnlyWhatIsNew() throws IOException {
    write("V1__a.sql", "SELEC 1;");
    write("V2__b.sql", "SELEC 2;");

    assertThat(check(".", "--since", "1").out())
        .contains("V2__b.sql:1:1: danger")
        .doesNotContain("V1__a.sql")
        .endsWith("1 danger in 1 file, 0 statements\n");
  }

  @Test
  void tellsWhatIsHistoryWhereNothingIsNew() throws IOException {
    write("db/V1__a.sql", "SELECT 1;");
    write("db/V2__b.sql", "SELECT 2;");

    CapturedRun run = check("db", "--since", "99");
    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(run.err())
        .isEqualTo(
            "nothing was judged: with --since 99 all 2 files are history,"
                + " the last one db/V2__b.sql\n");
    write("theseus.yaml", "check: {since: 1.10}");
    write("one/V1.9__a.sql", "SELECT 1;");
    assertThat(check("one").err())
        .isEqualTo("nothing was judged: with --since 1.10 one/V1.9__a.sql is history\n");
    Files.createDirectory(folder.resolve("none"));
    assertThat(check("none").exit()).as("no file at all").isEqualTo(ExitCode.INVALID);
  }

  @Test
  void asksGitWhatIsNew() throws IOException, InterruptedException {
    Files.delete(folder.resolve(".git"));
    write("V1__a.sql", "SELEC 1;");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a");
    write("V2__b.sql", "SELEC 2;");

    assertThat(check(".", "--since", "main").out())
        .contains("V2__b.sql:1:1: danger")
        .doesNotContain("V1__a.sql");
  }

  @Test
  void asksGitWhichChangesetsAreNew() throws IOException, InterruptedException {
    Files.delete(folder.resolve(".git"));
    String old = "--liquibase formatted sql\n--changeset a:1\nDROP TABLE t;\n";
    write("sub/changes.sql", old);
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a");
    write("sub/changes.sql", old + "--changeset a:2\nDROP TABLE u;\n");

    assertThat(check("sub", "--since", "main").out())
        .contains("sub/changes.sql:5:1: danger[drop-table]")
        .doesNotContain("sub/changes.sql:3:1");
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "sarif", "gitlab"})
  void writesJson(String format) throws IOException {
    write("1.sql", "SELEC 1;");

    JsonNode document = new ObjectMapper().readTree(check("1.sql", "--format", format).out());

    assertThat(document.isEmpty()).isFalse();
  }

  @Test
  void writesItsOwnJson() throws IOException {
    write("1.sql", "SELECT 1;\n  SELEC 1;");

    JsonNode document = new ObjectMapper().readTree(check("1.sql", "--json").out());

    assertThat(document.path("schema").asText()).isEqualTo("theseus.check/1");
    JsonNode finding = document.path("findings").path(0);
    assertThat(finding.path("rule").asText()).isEqualTo("syntax-error");
    assertThat(finding.path("line").asInt()).isEqualTo(2);
    assertThat(finding.path("column").asInt()).isEqualTo(3);
    assertThat(finding.path("endColumn").asInt()).isEqualTo(8);
    assertThat(document.path("counts").path("statements").asInt()).isEqualTo(1);
  }

  @Test
  void showsControlCharactersInData() throws IOException {
    write("1.sql", "SELEC '\u001B[31m';");

    assertThat(check("1.sql").out()).contains("SELEC '␛[31m';").doesNotContain("\u001B");
  }

  @Test
  void listsAndExplainsItsRules() {
    assertThat(check("--list").out()).containsPattern("flyway-concurrently-hangs +danger");
    assertThat(check("--list", "--json").out()).contains("\"schema\" : \"theseus.rules/1\"");
    assertThat(check("--explain", "flyway-mixed").out())
        .startsWith("# `flyway-mixed`\n")
        .contains("**Safe way.**");
    assertThat(check("--explain", "create-index").out()).startsWith("# `create-index`\n");
    CapturedRun unknown = check("--explain", "flyway-mixd");
    assertThat(unknown.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err())
        .isEqualTo(
            """
            error: there is no rule 'flyway-mixd'; did you mean 'flyway-mixed'?
            see theseus check --list
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          1.sql --format xml    | USAGE   | 'xml' is nothing that --format takes
          1.sql --fail-on all   | USAGE   | 'all' is nothing that --fail-on takes
          1.sql --pg 13         | USAGE   | '13' names no PostgreSQL major from 14 to 18
          1.sql --runner flywy  | USAGE   | did you mean 'flyway'?
          -                     | USAGE   | standard input is not read
          1.sql --since nowhere | USAGE   | 'nowhere' is neither a git reference nor a version
          1.sql --since=--all   | USAGE   | '--all' is neither a git reference nor a version
          1.sql --json --format sarif | USAGE | exclude each other
          1.sql --baseline no.json | USAGE | no.json' does not exist
          1.sql --baseline 1.sql | INVALID | is no JSON
          1.sql --write-baseline no/b.json | USAGE | cannot be written: NoSuchFileException
          1.sql --config no.yaml | INVALID | file 'no.yaml' does not exist
          1.sql --trace         | USAGE   | --trace and --no-database exclude each other
          1.sql --on-copy       | USAGE   | --on-copy without --trace and --url means nothing
          2.sql                 | INVALID | file '2.sql' does not exist
          --advice              | USAGE   | no file or folder is named
          """)
  void refusesWrongArguments(String arguments, ExitCode exit, String message) throws IOException {
    write("1.sql", "SELECT 1;");

    CapturedRun run = check(arguments.split(" "));

    assertThat(run.exit().name() + " " + run.err() + run.out()).startsWith(exit.name());
    assertThat(run.err() + run.out()).contains(message);
  }

  @Test
  void refusesSettingsItDoesNotKnow() throws IOException {
    write("1.sql", "SELECT 1;");
    write("theseus.yaml", "check:\n  rulse: {}\n");

    CapturedRun run = check("1.sql");

    assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
    assertThat(run.err())
        .contains("in theseus.yaml, check.rulse is no setting; write one of paths,");
  }
}
