package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.TheseusBuilder;
import dev.theseus.status.MigrationStatus;
import java.util.function.Consumer;
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

  /// @param options what the command takes besides the database
  @SafeVarargs
  static Work on(Session session, DatabaseOptions database, Consumer<TheseusBuilder>... options) {
    TheseusBuilder builder = Theseus.builder(database.address(session).dataSource());
    try {
      for (Consumer<TheseusBuilder> one : options) {
        one.accept(builder);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct the option");
    }
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
