package dev.theseus.cli;

import dev.theseus.Theseus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Lets a paused backfill go on in the process that runs it.
@Command(
    name = "unpause",
    description =
        "Lets a paused backfill go on in the process that runs it; theseus resume also takes over"
            + " where that process is gone.")
final class UnpauseCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  UnpauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Theseus theseus = database.connect(session);
    boolean already = !Controlled.active(theseus).control().paused();
    if (!already) {
      theseus.unpause();
    }
    Controlled.print(
        session.console(),
        theseus,
        !already,
        already ? "the backfill is not paused" : "the backfill may go on");
    return ExitCode.OK;
  }
}
