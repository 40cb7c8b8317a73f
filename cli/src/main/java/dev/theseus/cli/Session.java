package dev.theseus.cli;

import java.nio.file.Path;
import java.util.Map;

/// What one run of the program gets from its surroundings; tests give their own.
///
/// @param console where results and talk go
/// @param interrupts tells long commands about Ctrl-C
/// @param environment the environment variables
/// @param directory the working directory, against which relative paths are resolved
/// @param keyboard who can be asked
record Session(
    Console console,
    Interrupts interrupts,
    Map<String, String> environment,
    Path directory,
    Keyboard keyboard) {
  Session {
    environment = Map.copyOf(environment);
  }

  /// Nobody can be asked.
  Session(Console console, Interrupts interrupts, Map<String, String> environment, Path directory) {
    this(console, interrupts, environment, directory, Keyboard.nobody());
  }
}
