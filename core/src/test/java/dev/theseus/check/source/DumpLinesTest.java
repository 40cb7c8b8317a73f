package dev.theseus.check.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.grammar.Grammar;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpLinesTest {
  private final DumpLines dump = new DumpLines();

  @Test
  void passesOverTheRowsInTheMiddleOfAnEndlessInsert() {
    dump.add("INSERT INTO t (a, b) VALUES");
    IntStream.range(0, 200_000)
        .forEach(
            i -> {
              dump.add("  (" + i + ", 'it''s (");
              dump.add("two lines), or so;'),");
            });
    dump.add("  (-1, 'the last");
    dump.add("one;');");
    dump.add("DROP TABLE t;");

    assertThat(dump.text()).hasSizeLessThan(1_000_000);
    assertThat(dump.text().lines()).hasSize(400_004).last().isEqualTo("DROP TABLE t;");
    assertThat(Grammar.parse(dump.text()).statements())
        .hasSize(2)
        .first()
        .satisfies(
            insert ->
                assertThat(insert.text())
                    .startsWith("INSERT INTO t (a, b) VALUES\n  (0, 'it''s (\ntwo lines)")
                    .endsWith("(-1, 'the last one;')"));
  }

  /// A quote that an escape, a comment, a dollar quote or a name holds opens no string.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1, E'it\\'s');",
        "INSERT INTO t VALUES (1, e'it\\'s', 'a\\');",
        "INSERT INTO t VALUES (1, $$it's$$);",
        "INSERT INTO t VALUES (1, $q$it's $$ $q$);",
        "INSERT INTO t VALUES (1); -- it's done",
        "INSERT INTO t VALUES (1 /* it's */);",
        "INSERT INTO t (\"it's\") VALUES (1);"
      })
  void findsTheEndOfRowsWithQuotesOfOtherKinds(String insert) {
    for (int i = 0; i < 110; i++) {
      dump.add(insert);
    }
    dump.add("DROP TABLE t;");

    assertThat(dump.text().lines()).last().isEqualTo("DROP TABLE t;");
    assertThat(Grammar.parse(dump.text()).statements()).hasSize(101);
  }
}
