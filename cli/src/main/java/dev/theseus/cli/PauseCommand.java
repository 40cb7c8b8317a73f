package dev.theseus.cli;

import dev.theseus.Theseus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Makes the backfill stand still.
@Command(
    name = "pause",
    description =
        "Makes the backfill stand still, also one that another process runs, until theseus resume"
            + " or theseus unpause. Both versions go on working.")
final class PauseCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  PauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Theseus theseus = database.connect(session);
    boolean already = Controlled.active(theseus).control().paused();
    if (!already) {
      theseus.pause();
    }
    Controlled.print(
        session.console(),
        theseus,
        !already,
        already ? "the backfill is paused already" : "the backfill is paused");
    return ExitCode.OK;
  }
}
