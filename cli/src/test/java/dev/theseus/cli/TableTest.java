package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsWordsLeftAndNumbersRight() {
    Table table =
        new Table(
            List.of("phase", "rows", "p99"),
            List.of(List.of("expand", "7", "1.2 ms"), List.of("backfill", "1,000", "-")));

    assertThat(Style.render(table.text(), false))
        .isEqualTo(
            """
            phase      rows     p99
            expand        7  1.2 ms
            backfill  1,000       -\
            """);
  }

  @Test
  void keepsACellOnItsLine() {
    Table table = new Table(List.of("name"), List.of(List.of("a\nb")));

    assertThat(Style.render(table.text(), false)).isEqualTo("name\na b");
  }

  @Test
  void rejectsRowsOfAnotherLength() {
    assertThatThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("1"))))
        .hasMessage("a row has 1 cells: [1]");
  }
}
