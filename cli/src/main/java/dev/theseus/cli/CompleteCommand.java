package dev.theseus.cli;

import dev.theseus.Theseus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Retires the old version.
@Command(
    name = "complete",
    description =
        "Retires the old version. Its data is kept in step, so that rollback can bring it back.")
final class CompleteCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private LockOptions locks = new LockOptions();

  CompleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    return Work.on(session, database, locks::apply).run(Theseus::complete);
  }
}
