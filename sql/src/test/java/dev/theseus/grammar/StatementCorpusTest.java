package dev.theseus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Statements of all kinds, one after another in `statements.sql`.
class StatementCorpusTest {

  private static final Path PACKAGE = Path.of("target/npm/node_modules/libpg-query/wasm");

  /// Prints what the original module says about each text, a JSON string per line.
  private static final String ORIGINAL =
      """
      const fs = require('fs');
      require(process.argv[2])().then(m => {
        for (const line of fs.readFileSync(process.argv[3], 'utf8').trim().split('\\n')) {
          const sql = Buffer.from(line, 'base64').toString('utf8');
          const n = m.lengthBytesUTF8(sql) + 1, p = m._malloc(n);
          m.stringToUTF8(sql, p, n);
          const r = m._wasm_parse_query_raw(p), e = m.getValue(r + 8, 'i32');
          const out = e ? m.UTF8ToString(m.getValue(e, 'i32')) + '@' + m.getValue(e + 16, 'i32')
                        : m.UTF8ToString(m.getValue(r, 'i32'));
          console.log(Buffer.from(out).toString('base64'));
          m._wasm_free_parse_result(r); m._free(p);
        }
      });
      """;

  private static String corpus() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StatementCorpusTest.class.getResourceAsStream("statements.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void parsesEveryStatementAtItsPlace() throws IOException {
    String text = corpus();
    Script script = Grammar.parse(text);
    assertThat(script.statements()).hasSizeGreaterThan(300);
    for (Statement statement : script.statements()) {
      assertThat(statement.range().in(text)).isEqualTo(statement.text());
      assertThat(statement.tree().kind()).as(statement.text()).isNotEmpty();
      assertThat(Grammar.statement(statement.text()).tree().sameAs(statement.tree())).isTrue();
      statement
          .tree()
          .walk(
              node -> {
                boolean inside =
                    node.location() < 0
                        || (statement.range().start() <= node.location()
                            && node.location() <= statement.range().end());
                assertThat(inside).as(statement.text()).isTrue();
              });
    }
  }

  @Test
  void cutsTokensAsPostgresqlDoes() throws IOException {
    String text = corpus();
    String json = ParserThreads.call(parser -> parser.scan(text));
    StringBuilder theirs = new StringBuilder();
    Matcher token = Pattern.compile("\\{\"start\":(\\d+),\"end\":(\\d+)").matcher(json);
    Offsets offsets = new Offsets(text, 0, 0);
    while (token.find()) {
      int start = offsets.ofByte(Integer.parseInt(token.group(1)));
      int end = offsets.ofByte(Integer.parseInt(token.group(2)));
      theirs.append(text, start, end).append('\n');
    }
    StringBuilder ours = new StringBuilder();
    Grammar.scan(text).forEach(each -> ours.append(each.text()).append('\n'));
    assertThat(ours.toString()).isEqualTo(theirs.toString());
  }

  @Test
  void answersExactlyAsTheOriginalModule(@TempDir Path directory) throws Exception {
    List<String> texts =
        Grammar.split(corpus()).stream()
            .flatMap(raw -> List.of(raw.text(), raw.text() + " )").stream())
            .toList();
    var base64 = java.util.Base64.getEncoder();
    List<String> lines =
        texts.stream()
            .map(sql -> base64.encodeToString(sql.getBytes(StandardCharsets.UTF_8)))
            .toList();
    Path input = Files.write(directory.resolve("input"), lines);
    Path program = Files.writeString(directory.resolve("original.cjs"), ORIGINAL);
    String module = PACKAGE.resolve("libpg-query.js").toAbsolutePath().toString();
    Process node =
        new ProcessBuilder("node", program.toString(), module, input.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> theirs = node.inputReader().lines().toList();
    assertThat(node.waitFor()).isZero();
    List<String> ours =
        texts.stream()
            .map(sql -> ParserThreads.call(parser -> answer(parser.parse(sql))))
            .map(answer -> base64.encodeToString(answer.getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertThat(ours).isEqualTo(theirs);
  }

  private static String answer(WasmParser.Answer answer) {
    return switch (answer) {
      case WasmParser.Answer.Tree tree -> tree.json();
      case WasmParser.Answer.Rejection rejection -> rejection.message() + "@" + rejection.cursor();
    };
  }

  @Test
  @Tag("nightly")
  void parsesLargeDumps(TestReporter reporter) throws IOException {
    String part = corpus();
    String dump = part.repeat(1_000_000 / part.length() + 1);
    long start = System.nanoTime();
    int count = Grammar.parse(dump).statements().size();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    reporter.publishEntry("1 MB", count + " statements in " + took.toMillis() + " ms");
    assertThat(count).isGreaterThan(3_000);
  }
}
