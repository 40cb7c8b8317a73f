package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.error.StateConflict;
import dev.theseus.status.MigrationStatus;
import java.util.Optional;
import java.util.OptionalLong;

/// The answer to a wish that the working process follows.
final class Controlled {
  private Controlled() {}

  /// The migration that a wish is about.
  static MigrationStatus active(Theseus theseus) {
    return theseus
        .status()
        .filter(one -> one.state().active())
        .orElseThrow(
            () ->
                new StateConflict(
                    Problem.of(
                        ProblemCode.NO_ACTIVE_MIGRATION,
                        "no migration is active",
                        "run `theseus start` with a migration")));
  }

  /// Sets how many rows per second are worked on at most.
  ///
  /// @return whether that is another limit now
  static boolean rate(Theseus theseus, OptionalLong rowsPerSecond) {
    if (active(theseus).control().maxRowsPerSecond().equals(rowsPerSecond)) {
      return false;
    }
    theseus.maxRate(rowsPerSecond);
    return true;
  }

  static void print(Console console, Theseus theseus, boolean changed, String sentence) {
    if (console.terminal().json()) {
      Optional<MigrationStatus> status = theseus.status();
      StatusCommand.print(console, status.map(one -> one.after(changed, sentence)));
    } else {
      console.result(changed ? sentence : "nothing to do: " + sentence);
    }
  }
}
