package dev.theseus.migration;

import dev.theseus.operation.Operation;
import java.util.List;

/// A migration as its author wrote it: operations in order, and how values are converted between
/// old and new version.
///
/// @param name from the file, for example `V7__price`
public record Migration(String name, List<Authored> operations, List<Directive> directives) {
  public Migration {
    operations = List.copyOf(operations);
    directives = List.copyOf(directives);
  }

  /// One operation with its place.
  ///
  /// @param place file and line, for example `V7__price.sql:3`
  /// @param statement the statement it came from, as written
  public record Authored(Operation operation, String place, String statement) {}
}
