package dev.theseus.plan;

/// The six phases of a migration, in order.
public enum Phase {
  EXPAND("expand", "1 expand", Verb.START),
  DUAL_WRITE("dual-write", "2 dual-write", Verb.START),
  BACKFILL("backfill", "3 backfill", Verb.START),
  SWITCH_READS("switch-reads", "4 switch reads", Verb.START),
  STOP_OLD_WRITES("stop-old-writes", "5 stop old writes", Verb.COMPLETE),
  CONTRACT("contract", "6 contract", Verb.CONTRACT);

  /// The command that runs a phase.
  public enum Verb {
    START,
    COMPLETE,
    CONTRACT
  }

  private final String code;
  private final String title;
  private final Verb verb;

  Phase(String code, String title, Verb verb) {
    this.code = code;
    this.title = title;
    this.verb = verb;
  }

  public String code() {
    return code;
  }

  public String title() {
    return title;
  }

  public Verb verb() {
    return verb;
  }
}
