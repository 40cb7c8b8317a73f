package dev.theseus.mcp;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs commands and reads what they print.
final class Runs {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final CommandRunner runner;
  private final List<String> options;

  /// @param options for each command that works on a database
  Runs(CommandRunner runner, List<String> options) {
    this.runner = runner;
    this.options = options;
  }

  /// The same, naming the files of a folder without it.
  Runs without(Path folder) {
    String prefix = (folder + File.separator).replace("\\", "\\\\");
    return new Runs(
        arguments -> {
          CommandRunner.Ended ended = runner.run(arguments);
          return new CommandRunner.Ended(ended.exit(), ended.out().replace(prefix, ""));
        },
        options);
  }

  /// A command that works on a database.
  Reply onDatabase(List<String> command, List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(options);
    all.addAll(arguments);
    return run(all);
  }

  Reply run(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.add(1, "--json");
    CommandRunner.Ended ended = runner.run(all);
    try (MappingIterator<Map<String, Object>> documents =
        MAPPER.readerFor(new TypeReference<Map<String, Object>>() {}).readValues(ended.out())) {
      List<Map<String, Object>> printed = documents.readAll();
      if (printed.isEmpty()) {
        return Reply.refused("the command printed nothing", "see the server's standard error");
      }
      return Reply.of(printed.getLast());
    } catch (IOException e) {
      return Reply.refused("the command printed no JSON: " + e, "see the server's standard error");
    }
  }
}
