package dev.theseus.mcp;

import java.util.List;

/// Runs commands of the command line inside this process. Called by several threads at once.
public interface CommandRunner {
  /// @param arguments as on the command line, `--json` among them
  Ended run(List<String> arguments);

  /// How a command ended.
  ///
  /// @param exit its exit status
  /// @param out what it printed: one JSON document, or several of which the last is the result
  record Ended(int exit, String out) {}
}
