package dev.theseus.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows the help of one command, or of the program.
@Command(name = "help", description = "Show the help of a command.")
final class HelpCommand implements CliCommand {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
  private String command = "";

  HelpCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    List<String> arguments = command.isEmpty() ? List.of("--help") : List.of(command, "--help");
    return new Cli(session).run(arguments);
  }
}
