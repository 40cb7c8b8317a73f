package dev.theseus.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.contrastsecurity.sarif.SarifSchema210;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.source.SourceOptions;
import dev.theseus.check.source.SourceReader;
import dev.theseus.check.source.Sources;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.check.verdict.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What code scanning is given, held against the schema that OASIS has made for it.
class SarifSchemaTest {
  private static final Path CORPUS =
      Path.of("../sql/src/test/resources/dev/theseus/grammar/statements.sql");
  private static final Schema SCHEMA = schema();

  @TempDir private Path folder = Path.of("");

  private static Schema schema() {
    try (InputStream text =
        SarifSchema210.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(Objects.requireNonNull(text, "the schema"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Error> problems(String log) {
    return SCHEMA.validate(
        log,
        InputFormat.JSON,
        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  private CheckResult check(Path file) {
    Sources sources = new SourceReader(SourceOptions.in(folder)).read(List.of(file));
    Report report =
        Checker.check(
            sources.checked(), CatalogSource.none(), CheckOptions.of(List.of(14, 18)).withAdvice());
    Map<String, String> texts = new HashMap<>();
    for (CheckedFile one : sources.checked()) {
      texts.put(one.name(), one.text());
    }
    return new CheckResult(
        report.findings(),
        new CheckResult.Counts(1, report.statements(), report.unknown().size(), 0, 0),
        new TreeSet<>(List.of(14, 18)),
        texts);
  }

  private static String sarif(CheckResult result) {
    return ReportFormat.SARIF.render(result, Paint.none());
  }

  @Test
  void holdsForEverythingThatIsFound() throws IOException {
    Path file =
        Files.writeString(folder.resolve("V1__all.sql"), Files.readString(CORPUS) + "SELEC 1;\n");

    CheckResult result = check(file);

    assertThat(result.findings()).hasSizeGreaterThan(100);
    assertThat(problems(sarif(result))).isEmpty();
  }

  @Test
  void holdsWhereNothingIsFound() throws IOException {
    CheckResult result = check(Files.writeString(folder.resolve("V1__none.sql"), "SELECT 1;\n"));

    assertThat(result.findings()).isEmpty();
    assertThat(problems(sarif(result))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.sql",
        "ä%20.sql",
        "a#b?.sql",
        "a:b.sql",
        "{x}[y].sql",
        "a\\b.sql",
        "a\"b'.sql",
        "^`|.sql"
      })
  void holdsForNamesOfEveryKind(String name) throws IOException {
    CheckResult result = check(Files.writeString(folder.resolve(name), "DROP TABLE t;\n"));

    assertThat(result.findings()).isNotEmpty();
    assertThat(problems(sarif(result))).as(sarif(result)).isEmpty();
  }

  @Test
  void takesNothingOfANameForAScheme() throws IOException {
    Path file = Files.writeString(folder.resolve("mailto:b.sql"), "DROP TABLE t;\n");

    assertThat(sarif(check(file))).contains("\"./mailto:b.sql\"");
  }

  @Test
  void noticesWhatTheSchemaForbids() throws IOException {
    String log = sarif(check(Files.writeString(folder.resolve("1.sql"), "DROP TABLE t;\n")));

    assertThat(problems(log.replace("\"startLine\"", "\"line\""))).isNotEmpty();
    assertThat(problems(log.replaceAll("\"uri\" ?: ?\"", "\"uri\":\"%zz"))).isNotEmpty();
  }
}
