package dev.theseus.testkit;

import java.util.Arrays;

/// PostgreSQL's lock modes on relations, weakest first.
public enum LockMode {
  ACCESS_SHARE("AccessShareLock"),
  ROW_SHARE("RowShareLock"),
  ROW_EXCLUSIVE("RowExclusiveLock"),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
  SHARE("ShareLock"),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
  EXCLUSIVE("ExclusiveLock"),
  ACCESS_EXCLUSIVE("AccessExclusiveLock");

  private final String inCatalog;

  LockMode(String inCatalog) {
    this.inCatalog = inCatalog;
  }

  /// The mode as `pg_locks` writes it.
  public static LockMode of(String inCatalog) {
    return Arrays.stream(values())
        .filter(mode -> mode.inCatalog.equals(inCatalog))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(inCatalog + " is no lock mode"));
  }

  /// Whether this mode is no stronger than the limit.
  public boolean atMost(LockMode limit) {
    return compareTo(limit) <= 0;
  }

  LockMode stronger(LockMode other) {
    return atMost(other) ? other : this;
  }
}
