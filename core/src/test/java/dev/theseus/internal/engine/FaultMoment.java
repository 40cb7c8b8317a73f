package dev.theseus.internal.engine;

import dev.theseus.status.MigrationState;
import dev.theseus.testkit.Fault;

/// One field of the [FaultMatrix].
///
/// @param number which statement of the command, from 1
record FaultMoment(Command command, int number, Fault fault, Way way) {
  /// What is disturbed, with the state it begins in and the one it is to end in.
  enum Command {
    START(MigrationState.ROLLED_BACK, MigrationState.STARTED),
    UNDO(MigrationState.STARTED, MigrationState.ROLLED_BACK),
    COMPLETE(MigrationState.STARTED, MigrationState.COMPLETED),
    REOPEN(MigrationState.COMPLETED, MigrationState.STARTED),
    CONTRACT(MigrationState.COMPLETED, MigrationState.CONTRACTED);

    private final MigrationState from;
    private final MigrationState to;

    Command(MigrationState from, MigrationState to) {
      this.from = from;
      this.to = to;
    }

    MigrationState from() {
      return from;
    }

    MigrationState to() {
      return to;
    }
  }

  /// What follows the fault.
  enum Way {
    /// The runner reaches the server again and goes on by itself.
    GO_ON,
    /// The runner is gone; the next one is told `resume`.
    RESUME,
    /// The runner is gone; the next one is told `rollback`.
    ROLLBACK
  }

  @Override
  public String toString() {
    return "%s, statement %d, %s, %s".formatted(command, number, fault, way);
  }
}
