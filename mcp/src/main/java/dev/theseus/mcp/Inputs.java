package dev.theseus.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON Schemas of arguments.
final class Inputs {
  private Inputs() {}

  static Map<String, Object> object(Map<String, Object> fields, List<String> required) {
    return Map.of(
        "type",
        "object",
        "properties",
        fields,
        "required",
        required,
        "additionalProperties",
        false);
  }

  /// A migration, as files or as text, and more.
  static Map<String, Object> migration(Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "paths",
        Map.of(
            "type", "array",
            "items", Map.of("type", "string"),
            "description", "files or folders below the server's root"));
    fields.put("sql", text("the migration's text, instead of paths"));
    fields.put("name", text("with sql: the file's name, such as V7__email; default migration"));
    fields.putAll(more);
    return object(fields, List.of());
  }

  static Map<String, Object> text(String description) {
    return Map.of("type", "string", "description", description);
  }

  static Map<String, Object> choice(String description, String... values) {
    return Map.of("type", "string", "enum", List.of(values), "description", description);
  }

  static Map<String, Object> pairs(String description) {
    return Map.of(
        "type",
        "object",
        "additionalProperties",
        Map.of("type", "string"),
        "description",
        description);
  }
}
