package dev.theseus.check;

/// How bad a finding is, worst first.
public enum Severity {
  /// Stops the application, loses data or fails: the change must be made another way.
  DANGER,
  /// Can hurt under load or breaks a release that still runs: somebody has to decide.
  WARNING,
  /// Good practice; off unless asked for.
  ADVICE;

  /// Whether it is this bad or worse.
  public boolean atLeast(Severity other) {
    return compareTo(other) <= 0;
  }
}
