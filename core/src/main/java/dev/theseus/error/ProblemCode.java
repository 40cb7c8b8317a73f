package dev.theseus.error;

/// Every kind of problem, with the code printed to users and the class that decides the exit
/// status.
public enum ProblemCode {
  SYNTAX_ERROR("syntax-error", Outcome.INVALID),
  UNKNOWN_TABLE("unknown-table", Outcome.INVALID),
  UNKNOWN_COLUMN("unknown-column", Outcome.INVALID),
  UNKNOWN_OBJECT("unknown-object", Outcome.INVALID),
  ALREADY_EXISTS("already-exists", Outcome.INVALID),
  UP_REQUIRED("up-required", Outcome.INVALID),
  DOWN_REQUIRED("down-required", Outcome.INVALID),
  INVALID_DIRECTIVE("invalid-directive", Outcome.INVALID),
  INVALID_FILE("invalid-file", Outcome.INVALID),
  NOTHING_TO_DO("nothing-to-do", Outcome.INVALID),
  UNSUPPORTED_STATEMENT("unsupported-statement", Outcome.UNSAFE),
  DEPENDS_ON_CONTRACT("depends-on-contract", Outcome.UNSAFE),
  UNVERIFIED_ROWS("unverified-rows", Outcome.UNSAFE),
  SOAK_NOT_OVER("soak-not-over", Outcome.UNSAFE),
  OLD_VERSION_CONNECTED("old-version-connected", Outcome.UNSAFE),
  CONVERSION_FAILED("conversion-failed", Outcome.FAILED),
  VALIDATION_FAILED("validation-failed", Outcome.FAILED),
  LOCK_NOT_ACQUIRED("lock-not-acquired", Outcome.RETRYABLE),
  ANOTHER_RUNNER("another-runner", Outcome.RETRYABLE),
  CONNECTION_LOST("connection-lost", Outcome.RETRYABLE),
  INTERRUPTED("interrupted", Outcome.RETRYABLE),
  OUTCOME_UNKNOWN("outcome-unknown", Outcome.UNKNOWN),
  MIGRATION_ACTIVE("migration-active", Outcome.FAILED),
  NO_ACTIVE_MIGRATION("no-active-migration", Outcome.FAILED),
  WRONG_STATE("wrong-state", Outcome.FAILED),
  CATALOG_CHANGED("catalog-changed", Outcome.FAILED),
  CANNOT_CONNECT("cannot-connect", Outcome.FAILED),
  SERVER_TOO_OLD("server-too-old", Outcome.FAILED),
  READ_ONLY_SERVER("read-only-server", Outcome.FAILED),
  MISSING_PRIVILEGE("missing-privilege", Outcome.FAILED),
  OUT_OF_SPACE("out-of-space", Outcome.RETRYABLE),
  DATABASE_ERROR("database-error", Outcome.FAILED);

  /// What a caller can do about a problem of this kind.
  public enum Outcome {
    FAILED,
    INVALID,
    UNSAFE,
    RETRYABLE,
    UNKNOWN
  }

  private final String code;
  private final Outcome outcome;

  ProblemCode(String code, Outcome outcome) {
    this.code = code;
    this.outcome = outcome;
  }

  public String code() {
    return code;
  }

  public Outcome outcome() {
    return outcome;
  }
}
