package dev.theseus.cli;

/// One command: a class annotated with picocli's `@Command`, whose fields hold the parsed
/// arguments.
///
/// A command makes no decisions about the database: it calls one method of the core and renders the
/// answer. It reports failures by throwing; [Main] prints them and chooses the exit code.
interface CliCommand {
  /// Does the work after the arguments were parsed.
  ExitCode run();
}
