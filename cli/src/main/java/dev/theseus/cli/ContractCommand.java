package dev.theseus.cli;

import dev.theseus.policy.ContractOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Drops what only the old version needed.
@Command(
    name = "contract",
    description =
        "Drops what only the old version needed. There is no way back but a backup, so it is"
            + " refused until the soak is over and every row is accounted for.")
final class ContractCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private WorkOptions work = new WorkOptions();

  @Option(
      names = "--skip-soak",
      description = "Do not wait for the soak that was set when the migration started.")
  private boolean skipSoak;

  @Option(
      names = "--accept-divergence",
      description = "Give up the values of the old version that the new one cannot hold.")
  private boolean acceptDivergence;

  @Option(
      names = "--accept-old-sessions",
      description = "Go on although sessions still use tables as the old version does.")
  private boolean acceptOldSessions;

  ContractCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Work command = Work.on(session, database, work::apply);
    if (skipSoak) {
      session
          .console()
          .warn("the soak is skipped: nobody has shown that the new version works for long enough");
    }
    if (acceptDivergence) {
      session.console().warn("values that only the old version holds are given up");
    }
    if (acceptOldSessions) {
      session.console().warn("sessions of the old version fail from contract on");
    }
    Optional<Duration> soak = skipSoak ? Optional.of(Duration.ZERO) : Optional.empty();
    return command.run(
        theseus ->
            theseus.contract(new ContractOptions(soak, acceptDivergence, acceptOldSessions)));
  }
}
