package dev.theseus.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Keeps the sync triggers from firing while the application needs every bit of the server.
@Command(
    name = "shed",
    description = {
      "Switches the sync triggers off in an emergency, before the new version is published: writes"
          + " of the application cost what they did before the migration. A theseus that works on"
          + " it is stopped, and nothing goes on until --restore. Nothing written meanwhile is"
          + " lost: theseus resume then looks at every row again."
    },
    footer = {
      "",
      "Examples:",
      "  theseus shed --reason \"incident 4711\"",
      "  theseus shed --restore && theseus resume   sync is on; repair, verify and go on",
      "  theseus rollback                           or take the migration back, also while shed"
    })
final class ShedCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private LockOptions locks = new LockOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for whoever looks at status or history later.")
  private @Nullable String reason;

  @Option(
      names = "--restore",
      description = "Switch them on again; theseus resume repairs, verifies and goes on.")
  private boolean restore;

  ShedCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    if (restore && reason != null) {
      throw new UsageException("--restore takes no --reason", "leave one of them out");
    }
    String why = reason == null ? "" : reason;
    return Work.on(session, database, locks::apply)
        .run(theseus -> restore ? theseus.restoreSync() : theseus.shed(why));
  }
}
