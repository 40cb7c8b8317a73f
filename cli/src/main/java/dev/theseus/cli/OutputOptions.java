package dev.theseus.cli;

import picocli.CommandLine.Option;

/// The output options that every command takes, as a picocli mixin; [Cli] adds it to commands that
/// do not read it themselves.
///
/// [Main] reads the same options from the raw arguments before parsing, so that wrong arguments are
/// reported in the wanted form too.
final class OutputOptions {
  @Option(
      names = "--json",
      description = "Print the result as one JSON document on stdout; see its `schema` field.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the result, warnings and errors.")
  @SuppressWarnings("UnusedVariable") // declared for parsing and help; Main hands it to the console
  private boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto (the default), always or never. NO_COLOR is respected.")
  @SuppressWarnings("UnusedVariable") // declared for parsing and help; Main hands it to the console
  private String color = "auto";

  boolean json() {
    return json;
  }
}
