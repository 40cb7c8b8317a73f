package dev.theseus.cli;

import dev.theseus.status.MigrationStatus;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows where the active migration stands, or the last one.
@Command(name = "status", description = "Shows where the migration stands. Changes nothing.")
final class StatusCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    print(session.console(), database.connect(session).status());
    return ExitCode.OK;
  }

  static void print(Console console, Optional<MigrationStatus> status) {
    if (console.terminal().json()) {
      Object view = status.<Object>map(StatusView::of).orElse(Map.of("state", "none"));
      console.json(StatusView.SCHEMA, view);
    } else {
      console.result(
          status.map(StatusText::of).orElse("no migration was ever started in this database"));
    }
  }
}
