package dev.theseus.cli;

import dev.theseus.mcp.CommandRunner;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs commands for the tools of a server: each with a console of its own, on the server's
/// database.
final class McpRunner implements CommandRunner {
  private final Session session;
  private final Path folder;
  private final Map<String, String> environment;

  McpRunner(Session session, Path folder, DatabaseOptions database) {
    this.session = session;
    this.folder = folder;
    this.environment = new HashMap<>(session.environment());
    database.given().ifPresent(url -> environment.put("DATABASE_URL", url));
  }

  @Override
  public Ended run(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console = new Console(results, nowhere(), Terminal.plain(arguments));
    ExitCode exit =
        new Cli(new Session(console, session.interrupts(), environment, folder)).run(arguments);
    return new Ended(exit.status(), out.toString(StandardCharsets.UTF_8));
  }

  static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
