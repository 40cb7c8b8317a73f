package dev.theseus.check.settings;

import dev.theseus.check.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How bad a finding must be for a check to fail.
public enum FailOn {
  DANGER(Optional.of(Severity.DANGER)),
  WARNING(Optional.of(Severity.WARNING)),
  ADVICE(Optional.of(Severity.ADVICE)),
  NEVER(Optional.empty());

  private final Optional<Severity> severity;

  FailOn(Optional<Severity> severity) {
    this.severity = severity;
  }

  /// The least bad severity that fails; empty if none does.
  public Optional<Severity> severity() {
    return severity;
  }

  public static Optional<FailOn> named(String code) {
    return Arrays.stream(values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(code))
        .findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
  }
}
