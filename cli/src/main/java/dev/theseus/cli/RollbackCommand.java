package dev.theseus.cli;

import dev.theseus.Theseus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Takes the last command back.
@Command(
    name = "rollback",
    description =
        "Takes the last command back: after complete, the old version works again with everything"
            + " written since; before it, only the old version is left.")
final class RollbackCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private LockOptions locks = new LockOptions();

  RollbackCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    return Work.on(session, database, locks::apply).run(Theseus::rollback);
  }
}
