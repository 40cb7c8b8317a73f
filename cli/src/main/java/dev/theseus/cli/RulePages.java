package dev.theseus.cli;

import dev.theseus.check.Severity;
import dev.theseus.check.report.RuleCard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// What `theseus check` says about its rules.
final class RulePages {
  static final String SCHEMA = "theseus.rules/1";

  /// The folder in the project that the pages below are packed from.
  private static final String FOLDER = "docs/reference/";

  private RulePages() {}

  /// The document of `--list --json`.
  record Listed(List<Item> rules) {}

  record Item(String rule, String severity, String title, String docs) {}

  static Listed listed() {
    return new Listed(
        RuleCard.all().stream()
            .map(
                card ->
                    new Item(
                        card.id().text(),
                        word(card.severity()),
                        card.title(),
                        RuleCard.page(card.id())))
            .toList());
  }

  static String list() {
    return new Table(
            List.of("rule", "severity", "finds"),
            listed().rules().stream()
                .map(item -> List.of(item.rule(), item.severity(), item.title()))
                .toList())
        .text();
  }

  /// The rule's documentation page.
  static String page(String name) {
    RuleCard card =
        RuleCard.all().stream()
            .filter(one -> one.id().text().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    String resource = RuleCard.page(card.id()).substring(FOLDER.length());
    try (InputStream page = RulePages.class.getResourceAsStream(resource)) {
      return page == null
          ? "# " + name + "\n\n" + card.title() + " (" + word(card.severity()) + ")"
          : new String(page.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new IllegalStateException("the page of " + name + " is damaged", e);
    }
  }

  private static UsageException unknown(String name) {
    List<String> names = RuleCard.all().stream().map(card -> card.id().text()).toList();
    return new UsageException(
        "there is no rule '%s'".formatted(name)
            + Spelling.closest(name, names)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""),
        "see theseus check --list");
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
