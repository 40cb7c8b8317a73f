package dev.theseus.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says what became of a step whose outcome only a person can see.
@Command(
    name = "settle",
    description = {
      "Says whether a statement that runs outside transactions took effect, where the connection"
          + " was lost before its answer came and the catalog does not tell. Look first; then"
          + " theseus resume goes on."
    },
    footer = {
      "",
      "Example:",
      "  theseus settle expand/vacuum --done   the statement has taken effect"
    })
final class SettleCommand implements CliCommand {
  private final Session session;
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Parameters(
      paramLabel = "STEP",
      description = "The step, as the error and theseus status name it.")
  private String step = "";

  @ArgGroup(multiplicity = "1")
  private Answer answer = new Answer();

  /// Exactly one of the two.
  static final class Answer {
    @Option(names = "--done", description = "The statement has taken effect.")
    private boolean done;

    @Option(names = "--not-done", description = "The statement has not taken effect.")
    private boolean notDone;
  }

  SettleCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    boolean done = answer.done && !answer.notDone;
    return Work.on(session, database).run(theseus -> theseus.settle(step, done));
  }
}
