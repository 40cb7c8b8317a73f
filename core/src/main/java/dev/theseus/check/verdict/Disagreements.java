package dev.theseus.check.verdict;

import dev.theseus.check.Certainty;
import dev.theseus.check.CheckedFile;
import dev.theseus.check.Finding;
import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;
import dev.theseus.check.trace.Traced;
import java.util.List;
import java.util.TreeSet;

/// Where what was measured is not what is said.
final class Disagreements {
  private static final RuleId RULE = RuleId.of("verdict-disagrees");

  private Disagreements() {}

  static List<Finding> of(CheckedFile file, List<Traced> measured) {
    return measured.stream()
        .filter(one -> !one.differences().isEmpty())
        .map(one -> finding(file, one))
        .toList();
  }

  private static Finding finding(CheckedFile file, Traced one) {
    return new Finding(
        RULE,
        Severity.WARNING,
        Certainty.PROVED,
        file.name(),
        one.range(),
        one.start(),
        "What was measured is not what is judged: " + String.join("; ", one.differences()) + ".",
        "Triggers, functions, rules or settings of this database do more or less than the statement"
            + " says, or the verdict is wrong.",
        "Go by what was measured.",
        new TreeSet<>());
  }
}
