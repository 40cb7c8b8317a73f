package dev.theseus.cli;

/// The arguments or the environment do not say what is needed; nothing was tried.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  /// @param what what is wrong, without a final stop
  /// @param fix what to give instead, in the imperative
  UsageException(String what, String fix) {
    super(what);
    this.fix = fix;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  String fix() {
    return fix;
  }
}
