package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.TheseusBuilder;
import dev.theseus.status.MigrationStatus;
import java.util.function.Function;

/// One command that changes the database: tells its progress, stops in order on Ctrl-C and prints
/// where the migration stands afterwards.
final class Work {
  private final Session session;
  private final TheseusBuilder builder;

  /// @param builder with everything set but the listener
  Work(Session session, TheseusBuilder builder) {
    this.session = session;
    this.builder = builder;
  }

  static Work on(Session session, DatabaseOptions database, WorkOptions options) {
    return on(session, database, options, new SkipOptions());
  }

  static Work on(
      Session session, DatabaseOptions database, WorkOptions options, SkipOptions skips) {
    TheseusBuilder builder = Theseus.builder(database.address(session).dataSource());
    options.apply(builder);
    skips.apply(builder);
    return new Work(session, builder);
  }

  ExitCode run(Function<Theseus, MigrationStatus> action) {
    Console console = session.console();
    boolean json = console.terminal().json();
    MigrationStatus status;
    try (EventDisplay display = json ? new EventLines(console) : new EventTalk(console)) {
      Theseus theseus = builder.listener(display).build();
      try (Interrupts.Registration registration =
          session.interrupts().onInterrupt(() -> stop(theseus))) {
        assert registration != null;
        status = action.apply(theseus);
      }
    }
    Outcome.print(console, status);
    return ExitCode.OK;
  }

  private void stop(Theseus theseus) {
    session
        .console()
        .say(
            "stopping at the next safe point; theseus resume goes on from there, theseus rollback"
                + " takes it back");
    theseus.interrupt();
  }
}
