package dev.theseus.cli;

import dev.theseus.Theseus;
import dev.theseus.status.MigrationStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Follows a migration that another process carries out.
@Command(
    name = "watch",
    description =
        "Shows where the migration stands whenever that changes, until it rests. Changes nothing.")
final class WatchCommand implements CliCommand {
  private static final Duration LEAST = Duration.ofMillis(100);

  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How often the database is asked, 100ms or more; default 2s.")
  private Duration interval = Duration.ofSeconds(2);

  WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    if (interval.compareTo(LEAST) < 0) {
      throw new UsageException("--interval is too short", "give 100ms or more");
    }
    session.console().jsonLines();
    Theseus theseus = database.connect(session);
    CountDownLatch stop = new CountDownLatch(1);
    try (Interrupts.Registration registration = session.interrupts().onInterrupt(stop::countDown)) {
      assert registration != null;
      return follow(theseus, stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.RETRYABLE;
    }
  }

  private ExitCode follow(Theseus theseus, CountDownLatch stop) throws InterruptedException {
    String shown = "";
    Optional<MigrationStatus> status = theseus.status();
    while (status.isPresent() && working(status.get())) {
      String line = StatusText.line(status.get());
      if (!line.equals(shown) && !session.console().terminal().json()) {
        session.console().result(line);
      } else if (!line.equals(shown)) {
        StatusCommand.print(session.console(), status);
      }
      shown = line;
      if (stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        return ExitCode.RETRYABLE;
      }
      status = theseus.status();
    }
    StatusCommand.print(session.console(), status);
    boolean abandoned = status.isPresent() && status.get().state().underWay();
    if (abandoned) {
      boolean shed = status.get().control().shed().isPresent();
      session
          .console()
          .warn(
              "nobody works on it; theseus "
                  + (shed ? "shed --restore, then theseus resume, goes on" : "resume goes on"));
    }
    return abandoned ? ExitCode.RETRYABLE : ExitCode.OK;
  }

  private static boolean working(MigrationStatus status) {
    return status.state().underWay() && status.runner().isPresent();
  }
}
