package dev.theseus.bench;

import dev.theseus.plan.Phase;

/// A part of a round whose latencies are told apart.
enum Stage {
  /// Preparing and settling; not counted.
  OUTSIDE("outside"),
  BASELINE("baseline"),
  /// The control of [Busy].
  BUSY("a busy processor"),
  EXPAND("expand"),
  BACKFILL("backfill and verify"),
  SWITCH_READS("switch reads"),
  ROLLBACK("rollback"),
  BOTH("both versions live"),
  COMPLETE("complete"),
  COMPLETED("completed"),
  CONTRACT("contract"),
  AFTER("after contract"),
  BLOCKED("behind a transaction");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /// The stage of an engine's phase.
  static Stage of(Phase phase) {
    return switch (phase) {
      case EXPAND, DUAL_WRITE -> EXPAND;
      case BACKFILL -> BACKFILL;
      case SWITCH_READS -> SWITCH_READS;
      case STOP_OLD_WRITES -> COMPLETE;
      case CONTRACT -> CONTRACT;
    };
  }
}
