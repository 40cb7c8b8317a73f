package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.status.MigrationStatus;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Goes on with an interrupted command; lifts a pause.
@Command(name = "resume", description = "Goes on with the command that was interrupted or paused.")
final class ResumeCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private SkipOptions skips = new SkipOptions();

  ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    return Work.on(session, database, work::apply, skips::apply).run(this::resume);
  }

  private MigrationStatus resume(Theseus theseus) {
    Optional<MigrationStatus> before = theseus.status().filter(one -> one.control().paused());
    if (before.isPresent()) {
      theseus.unpause();
      session.console().say("the pause is lifted");
      if (before.get().runner().isPresent()) {
        return theseus
            .status()
            .orElse(before.get())
            .after(
                true,
                "migration %s: the process that works on it goes on"
                    .formatted(before.get().name()));
      }
    }
    return theseus.resume();
  }
}
