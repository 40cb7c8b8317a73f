package dev.theseus.cli;

/// What a caller can do about the end of a command, as the process's exit status.
enum ExitCode {
  /// The command did what was asked, or there was nothing left to do.
  OK(0),
  /// It failed; the message says whether anything was changed.
  FAILED(1),
  /// The arguments are wrong; nothing was tried.
  USAGE(2),
  /// The migration is wrong; nothing was changed.
  INVALID(3),
  /// Refused because going on could lose data or fail a statement of the application; nothing was
  /// changed.
  UNSAFE(4),
  /// The same command may succeed later.
  RETRYABLE(5),
  /// Whether the last statement took effect is not known; `theseus status` asks the database.
  OUTCOME_UNKNOWN(6);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
