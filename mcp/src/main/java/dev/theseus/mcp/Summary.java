package dev.theseus.mcp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person reads before agreeing to a change: the statements that were written, and all SQL
/// that would be run for them, in which directives have become what they do.
final class Summary {
  private Summary() {}

  /// @param subject a plan, or what a status says
  static String of(String operation, Map<String, Object> subject) {
    if (!(subject.get("statements") instanceof List<?> statements)) {
      return operation + ", while the migration is " + subject.get("state");
    }
    StringBuilder text = new StringBuilder(operation);
    for (Object one : statements) {
      if (one instanceof Map<?, ?> statement) {
        text.append('\n').append(statement.get("statement"));
      }
    }
    for (Object one : list(subject.get("steps"))) {
      if (one instanceof Map<?, ?> step) {
        text.append("\n\n").append(step.get("command")).append(": ").append(step.get("title"));
        list(step.get("sql")).forEach(sql -> text.append('\n').append(indented(sql)));
      }
    }
    for (Object warning : list(subject.get("warnings"))) {
      text.append("\n\nwarning: ").append(warning);
    }
    return text.toString();
  }

  private static String indented(Object sql) {
    return String.valueOf(sql).indent(4).stripTrailing();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
