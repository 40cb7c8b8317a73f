package dev.theseus.check.rule;

/// What a rule adds to the facts.
///
/// @param why what it means for the application
/// @param safeWay what to do instead
/// @param bySize whether it does no harm on a small table
record Advice(String why, String safeWay, boolean bySize) {
  static Advice of(String why, String safeWay) {
    return new Advice(why, safeWay, false);
  }

  /// Harm that grows with the table.
  static Advice bySize(String why, String safeWay) {
    return new Advice(why, safeWay, true);
  }
}
