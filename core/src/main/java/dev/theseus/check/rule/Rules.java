package dev.theseus.check.rule;

import java.util.List;

/// All rules.
public final class Rules {
  private static final List<Rule> ALL = List.of();

  private Rules() {}

  /// Every rule there is, in the order of the documentation.
  public static List<Rule> all() {
    return ALL;
  }
}
