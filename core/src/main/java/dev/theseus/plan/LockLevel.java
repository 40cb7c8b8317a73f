package dev.theseus.plan;

/// PostgreSQL's table-level lock modes (manual, section 13.3.1), weakest first.
public enum LockLevel {
  NONE("none", ""),
  ACCESS_SHARE("ACCESS SHARE", "AccessShareLock"),
  ROW_SHARE("ROW SHARE", "RowShareLock"),
  ROW_EXCLUSIVE("ROW EXCLUSIVE", "RowExclusiveLock"),
  SHARE_UPDATE_EXCLUSIVE("SHARE UPDATE EXCLUSIVE", "ShareUpdateExclusiveLock"),
  SHARE("SHARE", "ShareLock"),
  SHARE_ROW_EXCLUSIVE("SHARE ROW EXCLUSIVE", "ShareRowExclusiveLock"),
  EXCLUSIVE("EXCLUSIVE", "ExclusiveLock"),
  ACCESS_EXCLUSIVE("ACCESS EXCLUSIVE", "AccessExclusiveLock");

  private final String sql;
  private final String catalogName;

  LockLevel(String sql, String catalogName) {
    this.sql = sql;
    this.catalogName = catalogName;
  }

  /// The name `LOCK TABLE` uses.
  public String sql() {
    return sql;
  }

  /// The name `pg_locks.mode` uses; empty for [#NONE].
  public String catalogName() {
    return catalogName;
  }

  /// Whether the statement has to run under `lock_timeout`: everything stronger than SHARE UPDATE
  /// EXCLUSIVE blocks writers.
  public boolean needsBudget() {
    return compareTo(SHARE_UPDATE_EXCLUSIVE) > 0;
  }

  public boolean strongerThan(LockLevel other) {
    return compareTo(other) > 0;
  }
}
