package dev.theseus.cli;

import dev.theseus.Theseus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Compares both versions' columns.
@Command(
    name = "verify",
    description =
        "Reads every row while both versions can be had and finds those whose old and new columns"
            + " do not stand for the same. Changes nothing. contract does it, too.")
final class VerifyCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private WorkOptions work = new WorkOptions();

  VerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    return Work.on(session, database, work).run(Theseus::verify);
  }
}
