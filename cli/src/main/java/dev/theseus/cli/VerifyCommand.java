package dev.theseus.cli;

import dev.theseus.Theseus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Compares both versions' columns.
@Command(
    name = "verify",
    description =
        "Reads every row while both versions can be had and finds those whose old and new columns"
            + " do not stand for the same. Changes no rows; the history has what was found."
            + " contract does it, too.")
final class VerifyCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private PaceOptions pace = new PaceOptions();
  @Mixin private ThrottleOptions throttle = new ThrottleOptions();

  VerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    return Work.on(session, database, pace::apply, throttle::apply).run(Theseus::verify);
  }
}
