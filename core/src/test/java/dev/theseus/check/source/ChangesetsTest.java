package dev.theseus.check.source;

import static dev.theseus.check.source.SourceFolder.findings;
import static dev.theseus.check.source.SourceFolder.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.check.Finding;
import dev.theseus.check.verdict.CatalogSource;
import dev.theseus.check.verdict.CheckOptions;
import dev.theseus.check.verdict.Checker;
import dev.theseus.migration.FileOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changesets of Liquibase: how their heads are written, and that each is released by itself.
class ChangesetsTest {
  private static final String HEAD = "--liquibase formatted sql\n\n";
  private static final String USERS =
      HEAD + "--changeset anna:1\nCREATE TABLE users (id bigint PRIMARY KEY, nick text);\n";
  private static final String DROP = "--changeset bob:57\nALTER TABLE users DROP COLUMN nick;\n";

  @TempDir private Path temporary;

  private Sources read(String text, UnaryOperator<SourceOptions> change) {
    return new SourceFolder(temporary).with("changes.sql", text).read(change);
  }

  private static List<String> judged(Sources sources) {
    return Checker.check(sources.checked(), CatalogSource.none(), CheckOptions.of(List.of(18)))
        .findings()
        .stream()
        .map(Finding::rule)
        .map(String::valueOf)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--changeset John Doe:1",
        "--changeset anna: 1 runInTransaction:true",
        "-- changeset \"Doe: John\":\"1 2\" dbms:postgresql",
        "--changeset anna:1 stripComments:false"
      })
  void beginWithAnAuthorOfAnyWords(String head) {
    Sources sources = read(HEAD + head + "\nDROP TABLE users;\n", options -> options);

    assertThat(written(sources)).containsExactly("DROP TABLE users");
    assertThat(findings(sources)).isEmpty();
  }

  @Test
  void areMissedWhereAFileHoldsNone() {
    assertThat(findings(read(HEAD + "--change set a:1\nDROP TABLE users;\n", options -> options)))
        .containsExactly("not-judged changes.sql:4:1 no changeset was found in the file");
    assertThat(findings(read(HEAD + "-- nothing yet\n", options -> options))).isEmpty();
  }

  @Test
  void areReleasedOneByOne() {
    assertThat(judged(read(USERS + DROP, options -> options))).containsExactly("drop-column");
    assertThat(judged(read(USERS + "ALTER TABLE users DROP COLUMN nick;\n", options -> options)))
        .isEmpty();
  }

  @Test
  void areHistoryWhereTheyStoodThenAsTheyDoNow() {
    String later = "--changeset bob:58\nCREATE TABLE u (a int);\n";
    String last = "--changeset bob:59\nALTER TABLE u DROP COLUMN a;\n";
    UnaryOperator<SourceOptions> since = options -> options.withSince(then(USERS + DROP));

    assertThat(judged(read(USERS + DROP + later + last, since))).isEmpty();
    assertThat(judged(read(USERS.replace("nick text", "nick text, a int") + DROP, since)))
        .doesNotContain("drop-column");
    assertThat(judged(read(USERS + DROP.replace("nick", "name") + later, since)))
        .containsExactly("drop-column");
    String wrong = USERS + "--changeset bob:57\nSELEC 1;\n";
    assertThat(findings(read(wrong, options -> options.withSince(then(wrong))))).isEmpty();
    assertThat(findings(read(wrong, since))).hasSize(1);
  }

  private static SourceOptions.Since then(String text) {
    return new SourceOptions.Since() {
      @Override
      public boolean judges(Path file, FileOrder order) {
        return true;
      }

      @Override
      public Optional<String> before(Path file) {
        return Optional.of(text);
      }
    };
  }
}
