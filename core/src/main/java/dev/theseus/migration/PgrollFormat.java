package dev.theseus.migration;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells pgroll's migrations from those of the structured form, by their content alone. Operations
/// that both write alike (`rename_column`) tell nothing and mean the same in both.
final class PgrollFormat {
  /// The options of each operation.
  static final Map<String, List<String>> OPTIONS =
      Map.ofEntries(
          Map.entry("add_column", List.of("table", "column", "up")),
          Map.entry(
              "alter_column",
              List.of(
                  "table",
                  "column",
                  "type",
                  "nullable",
                  "check",
                  "references",
                  "unique",
                  "default",
                  "comment",
                  "up",
                  "down")),
          Map.entry(
              "create_constraint",
              List.of(
                  "table",
                  "name",
                  "type",
                  "columns",
                  "check",
                  "no_inherit",
                  "references",
                  "index_parameters",
                  "up",
                  "down")),
          Map.entry(
              "create_index",
              List.of(
                  "table",
                  "name",
                  "columns",
                  "predicate",
                  "method",
                  "storage_parameters",
                  "unique")),
          Map.entry("create_table", List.of("name", "columns", "constraints", "comment")),
          Map.entry("drop_column", List.of("table", "column", "down")),
          Map.entry("drop_constraint", List.of("table", "name", "up", "down")),
          Map.entry("drop_multicolumn_constraint", List.of("table", "name", "up", "down")),
          Map.entry("drop_index", List.of("name")),
          Map.entry("drop_table", List.of("name")),
          Map.entry("rename_column", List.of("table", "from", "to")),
          Map.entry("rename_constraint", List.of("table", "from", "to")),
          Map.entry("rename_table", List.of("from", "to")),
          Map.entry("set_replica_identity", List.of("table", "identity")),
          Map.entry("sql", List.of("up", "down", "onComplete")));

  /// Operations the structured form does not have.
  private static final Set<String> OWN =
      Set.of(
          "alter_column",
          "create_constraint",
          "drop_multicolumn_constraint",
          "set_replica_identity");

  /// Keys by which an operation that both have is pgroll's.
  private static final Map<String, Set<String>> TELLING =
      Map.of(
          "create_index", Set.of("name"),
          "create_table", Set.of("name", "columns", "constraints"),
          "drop_column", Set.of("down"),
          "drop_constraint", Set.of("name", "up", "down"),
          "drop_index", Set.of("name"),
          "drop_table", Set.of("name"),
          "rename_table", Set.of("from"));

  private PgrollFormat() {}

  static boolean matches(Document root) {
    if (!(root instanceof Document.Mapping mapping)) {
      return false;
    }
    return mapping.entries().containsKey("version_schema")
        || operations(root).stream().anyMatch(PgrollFormat::isTelling);
  }

  /// The items of the list of operations; none when there is no such list.
  static List<Document> operations(Document root) {
    return root instanceof Document.Mapping mapping
            && mapping.entries().get("operations") != null
            && mapping.entries().get("operations").value() instanceof Document.Sequence list
        ? list.items()
        : List.of();
  }

  private static boolean isTelling(Document item) {
    if (!(item instanceof Document.Mapping mapping) || mapping.entries().size() != 1) {
      return false;
    }
    Map.Entry<String, Document.Entry> entry = mapping.entries().entrySet().iterator().next();
    String kind = entry.getKey();
    if (OWN.contains(kind)) {
      return true;
    }
    if (!(entry.getValue().value() instanceof Document.Mapping options)) {
      return false;
    }
    return switch (kind) {
      case "sql" -> true;
      case "add_column" ->
          options.entries().get("column") != null
              && options.entries().get("column").value() instanceof Document.Mapping;
      default ->
          options.entries().keySet().stream()
              .anyMatch(TELLING.getOrDefault(kind, Set.of())::contains);
    };
  }
}
