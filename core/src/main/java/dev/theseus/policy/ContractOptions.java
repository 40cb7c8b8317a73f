package dev.theseus.policy;

import java.time.Duration;
import java.util.Optional;

/// What a caller may override when a migration is contracted.
///
/// @param soak the soak to apply instead of the recorded one, zero or more; empty keeps the record
/// @param acceptDivergence whether rows whose old value the new version does not hold are given up
/// @param acceptOldSessions whether sessions that still use tables of the old version are ignored
public record ContractOptions(
    Optional<Duration> soak, boolean acceptDivergence, boolean acceptOldSessions) {
  public ContractOptions {
    if (soak.isPresent() && soak.get().isNegative()) {
      throw new IllegalArgumentException(
          "the soak is " + soak.get() + "; give zero or a positive duration");
    }
  }

  public static ContractOptions defaults() {
    return new ContractOptions(Optional.empty(), false, false);
  }

  /// The defaults with another soak.
  public static ContractOptions withSoak(Duration soak) {
    return new ContractOptions(Optional.of(soak), false, false);
  }

  /// The same, giving up rows whose old value the new version does not hold.
  public ContractOptions acceptingDivergence() {
    return new ContractOptions(soak, true, acceptOldSessions);
  }

  /// The same, ignoring sessions that still use tables of the old version.
  public ContractOptions acceptingOldSessions() {
    return new ContractOptions(soak, acceptDivergence, true);
  }
}
