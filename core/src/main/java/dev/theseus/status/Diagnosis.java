package dev.theseus.status;

/// One thing `doctor` found, and what to do about it.
///
/// @param check which check found it, stable across releases
/// @param what what was found, naming the object
/// @param fix the next action; for [Severity#OK] empty
public record Diagnosis(Severity severity, String check, String what, String fix) {
  /// How bad it is.
  public enum Severity {
    OK,
    NOTE,
    WARNING,
    ERROR
  }
}
