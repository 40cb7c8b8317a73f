package dev.theseus.cli;

import java.nio.file.Path;
import java.util.Map;

/// What one run of the program gets from its surroundings; tests give their own.
///
/// @param console where results and talk go
/// @param interrupts tells long commands about Ctrl-C
/// @param environment the environment variables
/// @param directory the working directory, against which relative paths are resolved
record Session(
    Console console, Interrupts interrupts, Map<String, String> environment, Path directory) {
  Session {
    environment = Map.copyOf(environment);
  }
}
