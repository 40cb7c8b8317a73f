/// The command line: parses, calls one method of the core, renders, and maps problems to exit
/// codes.
///
/// [Main] is the entry. A command is one file implementing [CliCommand] and one row of [Commands].
/// Results go to stdout, talk goes to stderr, both through [Console], which makes control
/// characters in data harmless.
@NullMarked
package dev.theseus.cli;

import org.jspecify.annotations.NullMarked;
