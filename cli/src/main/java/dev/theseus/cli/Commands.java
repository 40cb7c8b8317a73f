package dev.theseus.cli;

import java.util.List;
import java.util.Optional;

/// The table of all commands, in the order in which `theseus --help` shows them. Adding a command
/// means adding a row.
///
/// Commands that run for long are also named in the launcher script, which gives them the
/// optimising compiler.
final class Commands {
  private static final List<CommandEntry> ALL =
      List.of(new CommandEntry("help", "show the help of a command", HelpCommand::new));

  private Commands() {}

  static List<CommandEntry> all() {
    return ALL;
  }

  static Optional<CommandEntry> named(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }
}
