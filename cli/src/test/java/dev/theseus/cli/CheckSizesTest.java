package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.testkit.PostgresTest;
import dev.theseus.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Verdicts that depend on how large the tables are.
class CheckSizesTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(folder.resolve(".git"));
    Files.writeString(folder.resolve("1.sql"), "ALTER TABLE t ALTER COLUMN a TYPE bigint;");
    Files.writeString(
        folder.resolve("large.csv"), "table,rows,bytes,index_bytes\npublic.t,9,85899345920,0\n");
    Files.writeString(folder.resolve("small.yaml"), "sizes: {public.t: {rows: 300, bytes: 8192}}");
    Files.writeString(folder.resolve("bad.yaml"), "sizes: [");
  }

  private CapturedRun check(String... arguments) {
    return CapturedRun.in(folder, Map.of(), arguments);
  }

  @Test
  void saysHowLongALargeTableTakesAndMakesLightOfASmallOne() {
    assertThat(check("check", "--no-database", "1.sql", "--sizes", "large.csv").out())
        .startsWith(
            "1.sql:1:1: danger[change-column-type]: Takes ACCESS EXCLUSIVE on public.t; writes"
                + " public.t (about 9 rows, 80.0 GB) anew, 14 to 68 minutes.");
    assertThat(check("check", "--no-database", "1.sql", "--sizes", "small.yaml").out())
        .startsWith("1.sql:1:1: warning[change-column-type]")
        .contains("(about 300 rows, 0.0 MB) anew, less than a second.");
  }

  @Test
  void keepsAdviceOnSmallTablesInTheReport() throws IOException {
    Files.writeString(folder.resolve("2.sql"), "UPDATE t SET a = 1;");

    CapturedRun run = check("check", "--no-database", "2.sql", "--sizes", "small.yaml");

    assertThat(run.out()).startsWith("2.sql:1:1: advice[unbatched-change]");
    assertThat(run.exit()).isEqualTo(ExitCode.OK);
    assertThat(check("check", "--no-database", "2.sql").exit()).isEqualTo(ExitCode.UNSAFE);
  }

  @PostgresTest
  void readsAndWritesTheSizesOfADatabase(TestDatabase database) throws IOException {
    database.sql(
        "CREATE TABLE t (a int PRIMARY KEY)",
        "INSERT INTO t SELECT generate_series(1, 500)",
        "CREATE TABLE p (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000)",
        "INSERT INTO p SELECT generate_series(1, 900)",
        "ANALYZE");
    String url = database.jdbcUrl();

    assertThat(check("check", "--url", url, "1.sql").out())
        .startsWith("1.sql:1:1: warning[change-column-type]")
        .contains("public.t (about 500 rows, ");
    assertThat(check("check", "--url", url, "1.sql", "--sizes", "large.csv").out())
        .startsWith("1.sql:1:1: danger[change-column-type]");
    CapturedRun written = check("check", "--url", url, "--write-sizes", "new.csv");
    assertThat(written.out()).startsWith("the sizes of 3 tables were written to ");
    String text = Files.readString(folder.resolve("new.csv"));
    assertThat(text)
        .startsWith("table,rows,bytes,index_bytes\npublic.p,900,")
        .containsPattern("\npublic\\.t,500,[1-9]\\d+,[1-9]\\d+\n");
    assertThat(check("check", "--no-database", "1.sql", "--sizes", "new.csv").out())
        .startsWith("1.sql:1:1: warning[change-column-type]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.sql --sizes no.csv      | USAGE   | does not exist
          1.sql --sizes bad.yaml    | INVALID | it is no YAML
          1.sql --sizes 1.sql       | INVALID | is no size of a table
          --write-sizes new.csv     | USAGE   | --write-sizes asks a database, and none is named
          """)
  void refusesWhatIsNoSize(String arguments, ExitCode exit, String message) {
    CapturedRun run = check(("check --no-database " + arguments).split(" "));

    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).contains(message);
  }
}
