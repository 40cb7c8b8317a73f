package dev.theseus.check.source;

import static dev.theseus.check.source.SourceFolder.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are named one by one, as a shell does for `*.sql`.
class NamedFilesTest {
  @TempDir private Path temporary;

  private Sources read(String... files) {
    for (int i = 1; i <= 10; i++) {
      new SourceFolder(temporary).with("V" + i + "__t.sql", "SELECT 1;");
    }
    List<Path> paths = Stream.of(files).map(temporary::resolve).toList();
    return new SourceReader(SourceOptions.in(temporary).andHistory()).read(paths);
  }

  private static List<String> judged(Sources sources) {
    return sources.checked().stream()
        .filter(file -> file.circumstances().judged())
        .map(file -> file.name())
        .toList();
  }

  @Test
  void areReadOnceAndInTheOrderOfTheirRunner() {
    Sources sources = read("V1__t.sql", "V10__t.sql", "V2__t.sql", "V3__t.sql");

    assertThat(names(sources))
        .containsExactly(
            "V1__t.sql",
            "V2__t.sql",
            "V3__t.sql",
            "V4__t.sql",
            "V5__t.sql",
            "V6__t.sql",
            "V7__t.sql",
            "V8__t.sql",
            "V9__t.sql",
            "V10__t.sql");
    assertThat(judged(sources))
        .containsExactly("V1__t.sql", "V2__t.sql", "V3__t.sql", "V10__t.sql");
  }

  @Test
  void areReadOnceBesideTheirFolder() {
    assertThat(names(read("V3__t.sql", "V3__t.sql", ""))).hasSize(10).doesNotHaveDuplicates();
    assertThat(judged(read("V3__t.sql", ""))).hasSize(10);
  }
}
