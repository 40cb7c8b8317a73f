package dev.theseus.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.theseus.check.source.ReadingRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleCardTest {
  static List<RuleCard> cards() {
    return RuleCard.all();
  }

  @ParameterizedTest
  @MethodSource("cards")
  void everyRuleHasAPage(RuleCard card) throws IOException {
    Path page = Path.of("..", RuleCard.page(card.id()));

    assertThat(Files.readString(page)).startsWith("# `" + card.id() + "`\n");
  }

  @Test
  void everyPageAboutReadingHasARule() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("../docs/reference/reading"))) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of("README"),
                      Arrays.stream(ReadingRule.values()).map(rule -> rule.id().text()))
                  .toList());
    }
  }
}
