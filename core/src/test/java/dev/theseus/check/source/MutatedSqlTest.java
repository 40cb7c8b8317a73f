package dev.theseus.check.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.theseus.check.CheckedFile;
import dev.theseus.check.CheckedStatement;
import dev.theseus.check.report.CheckResult;
import dev.theseus.check.report.Paint;
import dev.theseus.check.report.ReportFormat;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.check.verdict.Report;
import dev.theseus.grammar.Grammar;
import dev.theseus.grammar.SqlSyntaxException;
import dev.theseus.grammar.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Real statements with tokens and bytes deleted, doubled, swapped and put in: whatever becomes of
/// them, reading and judging end in time, and every place lies in the file.
class MutatedSqlTest {
  private static final Path CORPUS =
      Path.of("../sql/src/test/resources/dev/theseus/grammar/statements.sql");
  private static final List<String> STRANGE =
      List.of(
          "$$",
          "$a$",
          "'",
          "''",
          "$a$ '$b$ \" $b$' $a$",
          "'{{ x \"y\" }}'",
          "\"{{ x \"y\" }}\"",
          "{{ ${x} }}",
          "<%= x %>",
          "%(x)s",
          "\r",
          "\uD83D",
          "\"",
          "/*",
          "*/",
          "--",
          "\\",
          "\\i x\n",
          "${x}",
          "{{ y }}",
          ":z",
          "%s",
          "(",
          ")",
          ";",
          "BEGIN ATOMIC",
          "END",
          "\0",
          "\uFEFF",
          "é",
          "😀",
          "COPY t FROM stdin;\n",
          "\n\\.\n",
          "BEGIN;",
          "COMMIT;",
          "-- migrate:up\n",
          "-- theseus:ignore x y\n",
          "\n--changeset a:b endDelimiter:/ runInTransaction:false\n",
          "\n--rollback DROP TABLE t\n",
          "\n/* liquibase rollback\n",
          "\n-- +goose StatementBegin\n",
          "\n-- +goose Down\n",
          "\n-- +migrate Up notransaction\n",
          "/",
          "GO\n",
          "DO $$ BEGIN EXECUTE '",
          "E'\\",
          "U&'");
  private static final List<String> WORDS =
      List.of("ALTER", "TABLE", "t", "ADD", "a", "int", "DROP", "SELECT", "1", "AS", "DO", "CASE");

  /// The names say which runner reads the file, or the first line does.
  private static final List<String> NAMES =
      List.of("V1__mutated.sql", "mutated.sql", "001_mutated.up.sql", "up.sql", "migration.sql");

  private static final List<String> FIRST_LINES =
      List.of(
          "--liquibase formatted sql\n--changeset a:1\n",
          "-- +goose Up\n",
          "-- migrate:up transaction:false\n",
          "-- +migrate Up\n");

  private static final Duration LONGEST = Duration.ofSeconds(20);

  @TempDir private Path folder = Path.of("");

  @Test
  void survivesFiveHundredMutations() throws IOException {
    List<String> corpus = Files.readAllLines(CORPUS);
    for (int i = 0; i < 500; i++) {
      survive(corpus, 20_260_101L + i);
    }
  }

  /// As long as `theseus.test.seconds` says. A failure names the seed of its file; the first one is
  /// `theseus.test.seed`.
  @Test
  @Tag("nightly")
  void survivesMutationsForMinutes(TestReporter reporter) throws IOException {
    long first = Long.getLong("theseus.test.seed", new Random().nextLong());
    reporter.publishEntry("theseus.test.seed", Long.toString(first));
    Duration time = Duration.ofSeconds(Long.getLong("theseus.test.seconds", 300));
    List<String> corpus = Files.readAllLines(CORPUS);
    long start = System.nanoTime();
    long own = first;
    while (System.nanoTime() - start < time.toNanos()) {
      survive(corpus, own);
      own++;
    }
    reporter.publishEntry("files", Long.toString(own - first));
  }

  @Test
  void theParserRefusesRandomCharactersInWords() {
    parse(20_260_102L, 500);
  }

  @Test
  @Tag("nightly")
  void theParserRefusesManyRandomCharactersInWords() {
    parse(new Random().nextLong(), 20_000);
  }

  /// Whatever stands in a text, it is split and scanned whole, and parsed or refused with a place.
  private static void parse(long seed, int times) {
    for (int i = 0; i < times; i++) {
      long own = seed + i;
      String text = characters(new Random(own));
      try {
        assertThat(Grammar.scan(text))
            .allSatisfy(token -> assertThat(token.text()).isEqualTo(token.range().in(text)));
        Grammar.split(text).forEach(piece -> assertThat(text).contains(piece.text()));
        Grammar.parse(text);
      } catch (SqlSyntaxException e) {
        assertThat(e.offset()).as("seed %d", own).isBetween(0, text.length());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + own, e);
      }
    }
  }

  private static String characters(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < random.nextInt(60); i++) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(STRANGE.get(random.nextInt(STRANGE.size())).replace("\0", ""));
        case 1 -> text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        case 2 -> text.append((char) (' ' + random.nextInt(95)));
        default -> text.appendCodePoint(1 + random.nextInt(0xD7FF));
      }
    }
    return text.toString();
  }

  /// One file, read, judged and reported in each form.
  private void survive(List<String> corpus, long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = mutated(corpus, random);
    Path file = folder.resolve(NAMES.get(random.nextInt(NAMES.size())));
    Files.write(file, bytes);
    try {
      assertTimeoutPreemptively(LONGEST, () -> survive(file));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      Files.delete(file);
    }
  }

  private void survive(Path file) {
    Sources sources = new SourceReader(SourceOptions.in(folder)).read(List.of(file));
    Map<String, String> texts = new HashMap<>();
    for (CheckedFile read : sources.checked()) {
      assertThat(read.statements()).allSatisfy(one -> assertInside(one, read));
      texts.put(read.name(), read.text());
    }
    List<Integer> majors = List.of(14, 18);
    Report report =
        Checker.check(
            sources.checked(), CatalogSource.none(), CheckOptions.of(majors).withAdvice());
    CheckResult result =
        new CheckResult(
            report.findings(),
            new CheckResult.Counts(1, report.statements(), 0, 0, 0),
            new TreeSet<>(majors),
            texts);
    for (ReportFormat format : ReportFormat.values()) {
      assertThat(format.render(result, Paint.none())).isNotNull();
    }
  }

  private static void assertInside(CheckedStatement statement, CheckedFile file) {
    assertThat(statement.range().end()).isLessThanOrEqualTo(file.text().length());
    assertThat(statement.range().in(file.text())).isNotBlank();
  }

  private static byte[] mutated(List<String> corpus, Random random) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) == 0) {
      text.append(FIRST_LINES.get(random.nextInt(FIRST_LINES.size())));
    }
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      text.append(corpus.get(random.nextInt(corpus.size()))).append('\n');
    }
    List<String> parts = parts(text.toString());
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      int at = random.nextInt(parts.size());
      int other = random.nextInt(parts.size());
      switch (random.nextInt(4)) {
        case 0 -> parts.set(at, "");
        case 1 -> parts.add(at, parts.get(other));
        case 2 -> Collections.swap(parts, at, other);
        default -> parts.add(at, STRANGE.get(random.nextInt(STRANGE.size())));
      }
    }
    byte[] bytes = encoded(String.join("", parts), random);
    if (random.nextInt(6) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    for (int i = 0; bytes.length > 0 && i < random.nextInt(3); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /// Mostly UTF-8, with and without a mark, and what other programs write.
  private static byte[] encoded(String text, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
      case 1 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
      case 2 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE);
      case 3 -> text.getBytes(StandardCharsets.UTF_16LE);
      case 4 -> text.getBytes(StandardCharsets.ISO_8859_1);
      case 5 -> text.replace("\n", "\r").getBytes(StandardCharsets.UTF_8);
      default -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  /// The tokens and what stands between them.
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int done = 0;
    for (Token token : Grammar.scan(text)) {
      parts.add(text.substring(done, token.range().start()));
      parts.add(token.text());
      done = token.range().end();
    }
    parts.add(text.substring(done));
    return parts;
  }
}
