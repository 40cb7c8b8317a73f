package dev.theseus.check.rule;

import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;

/// A rule on a statement and what surrounds it.
abstract class StatementRule implements Rule {
  private final RuleId id;
  private final String title;
  private final Severity severity;

  StatementRule(String id, String title, Severity severity) {
    this.id = RuleId.of(id);
    this.title = title;
    this.severity = severity;
  }

  @Override
  public final RuleId id() {
    return id;
  }

  @Override
  public final String title() {
    return title;
  }

  @Override
  public final Severity severity() {
    return severity;
  }
}
