package dev.theseus.policy;

import java.time.Duration;
import java.util.Optional;

/// What a caller may override when a migration is contracted.
///
/// @param soak the soak to apply instead of the recorded one, zero or more; empty keeps the record
/// @param acceptDivergence whether rows whose old value the new version does not hold are given up
public record ContractOptions(Optional<Duration> soak, boolean acceptDivergence) {
  public ContractOptions {
    if (soak.isPresent() && soak.get().isNegative()) {
      throw new IllegalArgumentException(
          "the soak is " + soak.get() + "; give zero or a positive duration");
    }
  }

  public static ContractOptions defaults() {
    return new ContractOptions(Optional.empty(), false);
  }

  /// The defaults with another soak.
  public static ContractOptions withSoak(Duration soak) {
    return new ContractOptions(Optional.of(soak), false);
  }
}
