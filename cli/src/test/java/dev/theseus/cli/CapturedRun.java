package dev.theseus.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One run of the program inside the test, with what it printed.
record CapturedRun(ExitCode exit, String out, String err) {
  static CapturedRun of(String... arguments) {
    return of(Commands.all(), Map.of(), List.of(arguments));
  }

  /// With these environment variables, in the directory.
  static CapturedRun in(Path directory, Map<String, String> environment, String... arguments) {
    return run(Commands.all(), environment, List.of(arguments), directory);
  }

  /// What is printed with `--json`.
  static CapturedRun printing(Consumer<Console> print) {
    return printing(Terminal.plain(List.of("--json")), print);
  }

  /// What is printed on a console without colours.
  static CapturedRun talking(Consumer<Console> print) {
    return printing(Terminal.plain(List.of()), print);
  }

  static CapturedRun of(
      List<CommandEntry> commands, Map<String, String> environment, List<String> arguments) {
    return run(commands, environment, arguments, Path.of(""));
  }

  private static CapturedRun run(
      List<CommandEntry> commands,
      Map<String, String> environment,
      List<String> arguments,
      Path directory) {
    ExitCode[] exit = new ExitCode[] {ExitCode.FAILED};
    CapturedRun printed =
        printing(
            Terminal.plain(arguments),
            console -> {
              Session session = new Session(console, new Interrupts(), environment, directory);
              exit[0] = new Cli(session, commands).run(arguments);
            });
    return new CapturedRun(exit[0], printed.out(), printed.err());
  }

  private static CapturedRun printing(Terminal terminal, Consumer<Console> print) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    print.accept(
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal));
    return new CapturedRun(
        ExitCode.OK, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
