package dev.theseus.check.rule;

import dev.theseus.check.RuleId;
import dev.theseus.check.Severity;

/// One way in which a statement hurts. Rules hold nothing and may be used by any thread.
public interface Rule {
  RuleId id();

  /// A few words for lists, such as `volatile default on a new column`.
  String title();

  /// How bad it is unless a finding says otherwise.
  Severity severity();

  /// Whether it is off unless somebody asks for it.
  default boolean isOptional() {
    return severity() == Severity.ADVICE;
  }

  /// Looks at one statement on one major and reports what it finds.
  void check(RuleContext context, Sink sink);
}
