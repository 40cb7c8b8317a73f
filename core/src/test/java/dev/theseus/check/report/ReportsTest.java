package dev.theseus.check.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.theseus.check.Certainty;
import dev.theseus.check.Finding;
import dev.theseus.check.Lines;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.error.InvalidMigration;
import dev.theseus.grammar.SourceRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final String TEXT =
      "SELECT 1;\n\tALTER TABLE t\n  ADD COLUMN c int, -- 😀\n  DROP b;\nSELECT 2;\n";
  private static final String FILE = "db/V1__a b.sql";
  private static final FileNames HERE = FileNames.in(Path.of(""));

  private static Finding finding(String part, Severity severity, String message) {
    int start = TEXT.indexOf(part);
    return new Finding(
        RuleId.of("some-rule"),
        severity,
        Certainty.LIKELY,
        FILE,
        new SourceRange(start, start + part.length()),
        Lines.of(TEXT).at(start),
        message,
        "Writers wait.",
        "Do it\nin two steps.",
        new TreeSet<>(List.of(14, 15)));
  }

  private static CheckResult result(Finding... findings) {
    return new CheckResult(
        List.of(findings),
        new CheckResult.Counts(2, 1_234, 1, 3, 4),
        new TreeSet<>(List.of(18)),
        Map.of(FILE, TEXT));
  }

  @Test
  void underlinesTheSpanForPeople() {
    String text =
        ReportFormat.TEXT.render(
            result(
                finding(
                    "ALTER TABLE t\n  ADD COLUMN c int, -- 😀\n  DROP b",
                    Severity.DANGER,
                    "It locks."),
                finding("SELECT 2", Severity.WARNING, "It reads.")),
            Paint.none());

    assertThat(text)
        .isEqualTo(
            """
            db/V1__a b.sql:2:2: danger[some-rule]: It locks.
                |
              2 | \tALTER TABLE t
                | \t^^^^^^^^^^^^^
              3 |   ADD COLUMN c int, -- 😀
                |   ^^^^^^^^^^^^^^^^^^^^^^
              4 |   DROP b;
                |   ^^^^^^
              why       Writers wait.
              safe way  Do it
                        in two steps.
              sure      likely; judged by the statement alone, without the catalog
              docs      docs/reference/rules/some-rule.md

            db/V1__a b.sql:5:1: warning[some-rule]: It reads.
                |
              5 | SELECT 2;
                | ^^^^^^^^
              why       Writers wait.
              safe way  Do it
                        in two steps.
              sure      likely; judged by the statement alone, without the catalog
              docs      docs/reference/rules/some-rule.md

            1 danger, 1 warning in 2 files, 1,234 statements; 3 ignored by comments; 4 in the\
             baseline; nothing is known of 1 statement\
            """);
  }

  @Test
  void cutsLongLinesAndLongSpans() {
    String text =
        "SELECT " + "1, ".repeat(500) + "bad" + ", 1".repeat(500) + "\n;\n" + "x\n".repeat(9);
    int start = text.indexOf("bad");
    Finding wide = at(text, start, start + 3);
    Finding tall = at(text, text.indexOf(";"), text.length());
    CheckResult result =
        new CheckResult(
            List.of(wide, tall),
            new CheckResult.Counts(1, 1, 0, 0, 0),
            new TreeSet<>(List.of(18)),
            Map.of(FILE, text));

    String shown = ReportFormat.TEXT.render(result, Paint.none());

    assertThat(shown.lines().mapToInt(String::length).max().orElse(0)).isLessThan(160);
    List<String> lines = shown.lines().toList();
    assertThat(lines.get(3).indexOf("^^^")).isEqualTo(lines.get(2).indexOf("bad"));
    assertThat(shown).contains("    | … 7 more lines");
  }

  private static Finding at(String text, int start, int end) {
    return new Finding(
        RuleId.of("a"),
        Severity.ADVICE,
        Certainty.PROVED,
        FILE,
        new SourceRange(start, end),
        Lines.of(text).at(start),
        "m",
        "",
        "",
        new TreeSet<>());
  }

  @Test
  void writesSarifWithEverythingItsSchemaAsksFor() throws JsonProcessingException {
    JsonNode log =
        json(ReportFormat.SARIF, result(finding("SELECT 2", Severity.WARNING, "It reads.")));

    assertThat(log.path("version").asText()).isEqualTo("2.1.0");
    assertThat(log.path("$schema").asText()).endsWith("sarif-schema-2.1.0.json");
    JsonNode run = log.path("runs").path(0);
    JsonNode driver = run.path("tool").path("driver");
    assertThat(driver.path("name").asText()).isEqualTo("Theseus");
    assertThat(run.path("columnKind").asText()).isEqualTo("unicodeCodePoints");
    JsonNode result = run.path("results").path(0);
    assertThat(driver.path("rules").path(result.path("ruleIndex").asInt()).path("id"))
        .isEqualTo(result.path("ruleId"));
    assertThat(driver.path("rules").path(0).path("shortDescription").path("text").asText())
        .isNotEmpty();
    assertThat(result.path("level").asText()).isEqualTo("warning");
    assertThat(result.path("message").path("text").asText()).startsWith("It reads.");
    JsonNode place = result.path("locations").path(0).path("physicalLocation");
    assertThat(place.path("artifactLocation").path("uri").asText()).isEqualTo("db/V1__a%20b.sql");
    assertThat(place.path("region").toString())
        .isEqualTo("{\"startLine\":5,\"startColumn\":1,\"endLine\":5,\"endColumn\":9}");
    assertThat(result.path("partialFingerprints").properties()).hasSize(1);
    assertThat(json(ReportFormat.SARIF, result()).path("runs").path(0).path("results").isArray())
        .isTrue();
  }

  @Test
  void writesWhatGitLabReads() throws JsonProcessingException {
    Finding one = finding("SELECT 2", Severity.DANGER, "It reads.");
    JsonNode entries = json(ReportFormat.GITLAB, result(one, one));

    assertThat(entries).hasSize(2);
    JsonNode entry = entries.path(0);
    assertThat(entry.path("description").asText()).startsWith("It reads.");
    assertThat(entry.path("check_name").asText()).isEqualTo("some-rule");
    assertThat(entry.path("severity").asText()).isEqualTo("critical");
    assertThat(entry.path("location").toString())
        .isEqualTo("{\"path\":\"db/V1__a b.sql\",\"lines\":{\"begin\":5,\"end\":5}}");
    assertThat(entry.path("fingerprint").asText())
        .matches("[0-9a-f]{32}")
        .isNotEqualTo(entries.path(1).path("fingerprint").asText());
  }

  @Test
  void writesGitHubsCommandsOnOneLineEach() {
    String commands =
        ReportFormat.GITHUB.render(
            result(
                finding("SELECT 2", Severity.DANGER, "100%, of: all"),
                finding("ALTER TABLE t\n  ADD", Severity.ADVICE, "x")),
            Paint.none());

    assertThat(commands.lines())
        .containsExactly(
            "::error file=db/V1__a"
                + " b.sql,line=5,endLine=5,col=1,endColumn=9,title=some-rule::100%25, of:"
                + " all%0AWriters wait.%0ADo it%0Ain two steps.",
            "::notice file=db/V1__a b.sql,line=2,endLine=3,title=some-rule::x%0AWriters"
                + " wait.%0ADo it%0Ain two steps.");
  }

  @Test
  void writesATableThatNothingBreaks() {
    String table =
        ReportFormat.MARKDOWN.render(
            result(finding("SELECT 2", Severity.WARNING, "a|b <script>\n*c* @me")), Paint.none());

    assertThat(table.lines().toList().getLast())
        .isEqualTo(
            "| **warning** | `db/V1__a b.sql:5` | `some-rule` | a\\|b &lt;script><br>\\*c\\*"
                + " @\u200Bme<br>Writers wait. | Do it<br>in two steps. |");
    assertThat(ReportFormat.MARKDOWN.render(result(), Paint.none()))
        .endsWith("Nothing found in 1234 statements.");
  }

  @Test
  void tellsOnlyWhatTheBaselineDoesNotHold() {
    Finding one = finding("SELECT 2", Severity.DANGER, "x");
    Finding other = finding("DROP b", Severity.DANGER, "x");
    Map<String, String> texts = Map.of(FILE, TEXT);
    Baseline baseline = Baseline.read("b.json", Baseline.text(List.of(one), texts, HERE));

    assertThat(baseline.unknown(List.of(one, other, one), texts, HERE)).containsExactly(other, one);
    String moved = "\n\n" + TEXT.replace("SELECT 2", "SELECT   2");
    int start = moved.indexOf("SELECT   2");
    Finding same =
        new Finding(
            one.rule(),
            Severity.ADVICE,
            one.certainty(),
            FILE,
            new SourceRange(start, start + 10),
            Lines.of(moved).at(start),
            "other words",
            "",
            "",
            new TreeSet<>());
    assertThat(baseline.unknown(new ArrayList<>(List.of(same)), Map.of(FILE, moved), HERE))
        .isEmpty();
  }

  @Test
  void namesFilesAsTheRepositoryDoes() {
    FileNames names =
        new FileNames(Path.of("/repo/app/src"), Path.of("/repo/app"), Path.of("/repo"));

    assertThat(names.inProject("db/1.sql")).isEqualTo("src/db/1.sql");
    assertThat(names.inProject("../db/1.sql")).isEqualTo("db/1.sql");
    assertThat(names.inProject("/repo/1.sql")).isEqualTo("../1.sql");
    assertThat(names.inRepository("../db/1.sql")).isEqualTo("app/db/1.sql");
    assertThat(names.inRepository("/elsewhere/1.sql")).isEqualTo("/elsewhere/1.sql");
  }

  @Test
  void refusesWhatIsNoBaseline() {
    assertThatThrownBy(() -> Baseline.read("b.json", "{"))
        .isInstanceOf(InvalidMigration.class)
        .hasMessageContaining("\"b.json\" is no JSON");
    assertThatThrownBy(() -> Baseline.read("b.json", "{}"))
        .isInstanceOf(InvalidMigration.class)
        .hasMessageContaining("theseus.check-baseline/1");
  }

  private static JsonNode json(ReportFormat format, CheckResult result)
      throws JsonProcessingException {
    return new ObjectMapper().readTree(format.render(result, Paint.none()));
  }
}
