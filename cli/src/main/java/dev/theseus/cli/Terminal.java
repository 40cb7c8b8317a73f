package dev.theseus.cli;

import java.util.List;
import java.util.Map;

/// What is known about the two output streams and what the user wants of them.
///
/// @param outColours whether stdout takes colours
/// @param errColours whether stderr takes colours
/// @param errIsTerminal whether stderr is a terminal, on which a line can be redrawn
/// @param columns the width of the terminal, at least 40
/// @param json whether the result is wanted as JSON
/// @param quiet whether talk is unwanted
record Terminal(
    boolean outColours,
    boolean errColours,
    boolean errIsTerminal,
    int columns,
    boolean json,
    boolean quiet) {
  Terminal {
    columns = Math.max(40, columns);
  }

  /// Neither stream is a terminal.
  static Terminal plain(List<String> arguments) {
    return of(arguments, Map.of(), Map.of());
  }

  /// Reads the wishes from the arguments and the environment, and the facts from the properties
  /// `theseus.tty.out`, `theseus.tty.err` and `theseus.columns`. The launcher sets them: Java
  /// itself can tell only since release 22, and not for each stream.
  static Terminal of(
      List<String> arguments, Map<String, String> environment, Map<String, String> properties) {
    boolean out = Boolean.parseBoolean(properties.get("theseus.tty.out"));
    boolean err = Boolean.parseBoolean(properties.get("theseus.tty.err"));
    List<String> options =
        arguments.contains("--") ? arguments.subList(0, arguments.indexOf("--")) : arguments;
    boolean never =
        options.contains("--color=never")
            || !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    boolean always = options.contains("--color=always");
    boolean json = options.contains("--json");
    return new Terminal(
        always || (out && !never && !json),
        always || (err && !never),
        err && !environment.getOrDefault("TERM", "").equals("dumb"),
        columns(properties.getOrDefault("theseus.columns", "")),
        json,
        options.contains("--quiet") || options.contains("-q"));
  }

  private static int columns(String text) {
    return text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : 80;
  }
}
