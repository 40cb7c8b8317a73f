package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.status.MigrationStatus;
import java.util.Optional;

/// The answer to a wish that the working process follows.
final class Controlled {
  private Controlled() {}

  static void print(Console console, Theseus theseus, boolean changed, String sentence) {
    if (console.terminal().json()) {
      Optional<MigrationStatus> status = theseus.status();
      StatusCommand.print(console, status.map(one -> one.after(changed, sentence)));
    } else {
      console.result(changed ? sentence : "nothing to do: " + sentence);
    }
  }
}
