package dev.theseus.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// One run of the program inside the test, with what it printed.
record CapturedRun(ExitCode exit, String out, String err) {
  static CapturedRun of(String... arguments) {
    return of(Commands.all(), Map.of(), List.of(arguments));
  }

  /// With these environment variables, in the directory.
  static CapturedRun in(Path directory, Map<String, String> environment, String... arguments) {
    return interruptibly(new Interrupts(), directory, environment, List.of(arguments));
  }

  /// The same, open to interruption.
  static CapturedRun interruptibly(
      Interrupts interrupts,
      Path directory,
      Map<String, String> environment,
      List<String> arguments) {
    return run(
        arguments,
        console ->
            new Cli(new Session(console, interrupts, environment, directory)).run(arguments));
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
    return run(
        arguments,
        console ->
            new Cli(new Session(console, new Interrupts(), environment, Path.of("")), commands)
                .run(arguments));
  }

  private static CapturedRun run(List<String> arguments, Function<Console, ExitCode> program) {
    ExitCode[] exit = new ExitCode[] {ExitCode.FAILED};
    CapturedRun printed =
        printing(
            Terminal.plain(arguments),
            console -> {
              exit[0] = program.apply(console);
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
