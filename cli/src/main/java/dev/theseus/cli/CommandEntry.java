package dev.theseus.cli;

import java.util.function.Function;

/// One row of the command table. The command object is built only when its name is in the
/// arguments, so that start-up time does not grow with the number of commands.
///
/// @param name the word on the command line
/// @param summary one line for `theseus --help`
/// @param create builds the command for one run
record CommandEntry(String name, String summary, Function<Session, ? extends CliCommand> create) {}
