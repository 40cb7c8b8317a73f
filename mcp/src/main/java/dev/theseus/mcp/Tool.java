package dev.theseus.mcp;

import java.util.Map;
import java.util.function.Function;

/// One tool.
///
/// @param input the JSON Schema of its arguments
/// @param output the JSON Schema of its result
/// @param kind what it does to the database
record Tool(
    String name,
    String title,
    String description,
    Map<String, Object> input,
    Map<String, Object> output,
    Kind kind,
    Function<Call, Reply> work) {
  /// What a tool does to the database.
  enum Kind {
    READS,
    CHANGES,
    /// Removes what cannot be brought back.
    REMOVES
  }
}
