package dev.theseus.cli;

import dev.theseus.TheseusBuilder;
import picocli.CommandLine.Mixin;

/// How a command works that takes locks and works on rows, as a picocli mixin.
final class WorkOptions {
  @Mixin private LockOptions locks = new LockOptions();
  @Mixin private PaceOptions pace = new PaceOptions();
  @Mixin private ThrottleOptions throttle = new ThrottleOptions();

  /// @throws IllegalArgumentException if a value is out of its range
  void apply(TheseusBuilder builder) {
    locks.apply(builder);
    pace.apply(builder);
    throttle.apply(builder);
  }
}
