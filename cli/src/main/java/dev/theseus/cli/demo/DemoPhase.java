package dev.theseus.cli.demo;

/// What is going on while the applications are measured, in the order of one migration.
public enum DemoPhase {
  BASELINE("baseline", "before anything is changed"),
  EXPAND("expand, dual-write", "the new shape and its trigger come"),
  BACKFILL("backfill, verify", "existing rows are filled and checked"),
  BOTH_LIVE("both versions live", "old and new application write"),
  COMPLETED("completed", "only the new application writes"),
  ROLLED_BACK("rolled back", "the old application is back"),
  COMPLETED_AGAIN("completed again", "only the new application writes"),
  CONTRACTED("contracted", "the old shape is gone"),
  CHECK("the demo's own checks", "the demo scans whole tables to compare");

  private final String title;
  private final String meaning;

  DemoPhase(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  public String title() {
    return title;
  }

  public String meaning() {
    return meaning;
  }
}
