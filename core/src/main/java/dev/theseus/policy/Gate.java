package dev.theseus.policy;

import dev.theseus.error.Problem;
import dev.theseus.status.MigrationStatus;
import java.util.List;

/// A condition that must hold before a migration is contracted, asked right before the first step.
@FunctionalInterface
public interface Gate {
  /// What stands against it; empty when nothing does. Each problem says what to do.
  List<Problem> check(MigrationStatus status);
}
