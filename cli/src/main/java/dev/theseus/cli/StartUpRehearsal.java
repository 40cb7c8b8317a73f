package dev.theseus.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs typical short command lines without effect, for the JVM to record which classes a start
/// needs.
///
/// The launcher calls it once after each build, with the property `theseus.rehearse`. A new command
/// that is worth a fast start gets a line here; it must need neither database nor network, and
/// change nothing.
final class StartUpRehearsal {
  private static final List<List<String>> COMMAND_LINES =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("help", "help"),
          List.of("plan", "--help"),
          List.of("check", "--list"),
          List.of("status"),
          List.of("status", "--json"),
          List.of("no-such-command"),
          List.of("no-such-command", "--json"));

  private StartUpRehearsal() {}

  static void run() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (List<String> arguments : COMMAND_LINES) {
      Console console = new Console(nowhere, nowhere, Terminal.plain(arguments));
      Session session = new Session(console, new Interrupts(), Map.of(), Path.of(""));
      ExitCode exit = new Cli(session).run(arguments);
      console.say(exit.name());
    }
  }
}
