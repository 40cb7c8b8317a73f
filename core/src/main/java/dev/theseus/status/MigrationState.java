package dev.theseus.status;

import java.util.Arrays;

/// Where a migration stands. A state that ends in `ing` is under way and can be resumed.
public enum MigrationState {
  STARTING("starting"),
  STARTED("started"),
  COMPLETING("completing"),
  COMPLETED("completed"),
  /// `rollback` takes the migration from completed to started.
  REOPENING("reopening"),
  CONTRACTING("contracting"),
  CONTRACTED("contracted"),
  ROLLING_BACK("rolling_back"),
  ROLLED_BACK("rolled_back");

  private final String code;

  MigrationState(String code) {
    this.code = code;
  }

  /// The word the state table and `--json` use.
  public String code() {
    return code;
  }

  /// The words for people.
  public String text() {
    return code.replace('_', ' ');
  }

  public static MigrationState of(String code) {
    return Arrays.stream(values())
        .filter(state -> state.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no migration state is called " + code));
  }

  /// Whether other migrations have to wait for this one.
  public boolean active() {
    return this != CONTRACTED && this != ROLLED_BACK;
  }

  /// Whether a command was interrupted in it or works on it.
  public boolean underWay() {
    return switch (this) {
      case STARTING, COMPLETING, REOPENING, CONTRACTING, ROLLING_BACK -> true;
      case STARTED, COMPLETED, CONTRACTED, ROLLED_BACK -> false;
    };
  }
}
