package dev.theseus.bench;

/// How old and new column are kept in step.
enum SyncMode {
  /// Not at all: the table as it is before a migration.
  OFF("off"),
  /// Until the new version is published.
  OLD_ONLY("old-only"),
  /// From then on until contract.
  BOTH_WAYS("both-ways"),
  /// By the triggers of a tool for view-based migrations.
  PEER("peer");

  private final String label;

  SyncMode(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
