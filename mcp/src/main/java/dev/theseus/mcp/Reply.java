package dev.theseus.mcp;

import java.util.List;
import java.util.Map;

/// What a tool answers: a JSON document, which may be that of a failure.
record Reply(Map<String, Object> document, boolean failed) {
  private static final String ERROR = "theseus.error/1";

  /// What a command printed last.
  static Reply of(Map<String, Object> document) {
    return new Reply(document, ERROR.equals(document.get("schema")));
  }

  static Reply refused(String what, String fix) {
    Map<String, Object> problem = Map.of("code", "refused", "what", what, "where", "", "fix", fix);
    return new Reply(Map.of("schema", ERROR, "exit", 2, "problems", List.of(problem)), true);
  }
}
