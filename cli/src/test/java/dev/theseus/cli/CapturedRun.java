package dev.theseus.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One run of the program inside the test, with what it printed.
record CapturedRun(ExitCode exit, String out, String err) {
  static CapturedRun of(String... arguments) {
    return of(Commands.all(), Map.of(), List.of(arguments));
  }

  static CapturedRun of(
      List<CommandEntry> commands, Map<String, String> environment, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.plain(arguments));
    Session session = new Session(console, new Interrupts(), environment, Path.of(""));
    ExitCode exit = new Cli(session, commands).run(arguments);
    return new CapturedRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
