package dev.theseus.cli;

import dev.theseus.mcp.Confirmations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Lets a person at a terminal agree to a change that an agent asked for.
final class McpConfirm {
  private final Session session;
  private final Confirmations confirmations;

  McpConfirm(Session session, Confirmations confirmations) {
    this.session = session;
    this.confirmations = confirmations;
  }

  /// Where requests are kept: `THESEUS_STATE_DIR`, else the user's folder for state.
  static Path folder(Map<String, String> environment) {
    String own = environment.getOrDefault("THESEUS_STATE_DIR", "");
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    Path base =
        !own.isEmpty()
            ? Path.of(own)
            : state.isEmpty()
                ? Path.of(home, ".local", "state", "theseus")
                : Path.of(state, "theseus");
    return base.resolve("confirmations");
  }

  ExitCode run(List<String> words) {
    if (words.size() != 2 || !words.getFirst().equals("confirm")) {
      throw new UsageException(
          "'%s' is nothing that theseus mcp does".formatted(String.join(" ", words)),
          "give theseus mcp, or theseus mcp confirm ID");
    }
    if (!session.keyboard().present()) {
      throw new UsageException(
          "there is no terminal to ask on; a person has to confirm a change",
          "run theseus mcp confirm %s on a terminal".formatted(words.get(1)));
    }
    Confirmations.Request request =
        confirmations
            .find(words.get(1))
            .orElseThrow(
                () ->
                    new UsageException(
                        "nothing with the id '%s' waits for a confirmation".formatted(words.get(1)),
                        "copy the command from what the agent shows; an id is used up by the change"
                            + " it stands for"));
    return ask(request);
  }

  private ExitCode ask(Confirmations.Request request) {
    Console console = session.console();
    console.ask("An agent asks for this change:");
    console.ask("  operation  " + Style.BOLD.of(request.operation()));
    console.ask("  migration  " + request.migration());
    console.ask("  database   " + Style.BOLD.of(request.database()));
    request.summary().lines().forEach(line -> console.ask("  " + line));
    console.ask("Make sure that there is a backup. Type the operation's name to agree.");
    if (!session.keyboard().line().filter(request.operation()::equals).isPresent()) {
      console.ask("nothing was confirmed");
      return ExitCode.FAILED;
    }
    console.ask("give the agent this token; it is good once, for ten minutes:");
    console.result(confirmations.confirm(request));
    return ExitCode.OK;
  }
}
