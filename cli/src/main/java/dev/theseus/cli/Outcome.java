package dev.theseus.cli;

import dev.theseus.status.MigrationStatus;
import java.util.ArrayList;
import java.util.List;

/// What a command that changes the database says at its end: what is true now and what may be done
/// next.
final class Outcome {
  private Outcome() {}

  static void print(Console console, MigrationStatus status) {
    if (console.terminal().json()) {
      console.json(StatusView.SCHEMA, StatusView.of(status));
    } else {
      console.result(text(status));
    }
  }

  static String text(MigrationStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(status.changed() ? status.summary() : "nothing to do: " + status.summary());
    status
        .version()
        .filter(version -> StatusView.published(status.state()))
        .ifPresent(version -> lines.add("the new version: search_path = " + version.searchPath()));
    if (status.changed()) {
      StatusView.next(status).forEach(command -> lines.add("next: " + command));
    }
    return String.join("\n", lines);
  }
}
