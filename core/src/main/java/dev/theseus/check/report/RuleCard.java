package dev.theseus.check.report;

import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.rule.Rule;
import dev.theseus.check.rule.Rules;
import dev.theseus.check.source.ReadingRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What lists say of a rule.
///
/// @param severity how bad its findings are unless they say otherwise
/// @param optional whether it is off unless somebody asks for it
public record RuleCard(RuleId id, String title, Severity severity, boolean optional) {
  private static final String FOLDER = "docs/reference/";

  /// What the checker itself says of a statement that could not be replayed.
  private static final RuleId REFUSED = RuleId.of("statement-fails");

  /// What the checker itself says of a statement that did something else than was said.
  private static final RuleId DISAGREES = RuleId.of("verdict-disagrees");

  /// Every rule: those that judge statements, then those about reading.
  public static List<RuleCard> all() {
    List<RuleCard> cards = new ArrayList<>();
    for (Rule rule : Rules.all()) {
      cards.add(new RuleCard(rule.id(), rule.title(), rule.severity(), rule.isOptional()));
    }
    cards.add(
        new RuleCard(
            REFUSED, "a statement that the scratch database refuses", Severity.WARNING, false));
    cards.add(
        new RuleCard(DISAGREES, "a trace that is not what is judged", Severity.WARNING, false));
    for (ReadingRule rule : ReadingRule.values()) {
      cards.add(new RuleCard(rule.id(), rule.title(), rule.severity(), false));
    }
    return cards;
  }

  public static Optional<RuleCard> of(RuleId id) {
    return all().stream().filter(card -> card.id().equals(id)).findFirst();
  }

  /// The rule's documentation page, from the root of the project.
  public static String page(RuleId id) {
    boolean reading = Arrays.stream(ReadingRule.values()).anyMatch(rule -> rule.id().equals(id));
    return FOLDER + (reading ? "reading/" : "rules/") + id + ".md";
  }
}
