package dev.theseus.migration;

import dev.theseus.operation.Operation;
import java.util.List;

/// A migration as its author wrote it: operations in order, and how values are converted between
/// old and new version.
///
/// @param name from the file, for example `V7__price`
/// @param directives those of [Directive.Direction#UP] first
/// @param notes what was read and left out, for example a `BEGIN` that has no effect here
public record Migration(
    String name, List<Authored> operations, List<Directive> directives, List<Note> notes) {
  public Migration {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a migration needs a name");
    }
    operations = List.copyOf(operations);
    directives = List.copyOf(directives);
    notes = List.copyOf(notes);
  }

  public Migration(String name, List<Authored> operations, List<Directive> directives) {
    this(name, operations, directives, List.of());
  }

  /// One operation with its place.
  ///
  /// @param place file and line, for example `V7__price.sql:3`
  /// @param statement the statement it came from, as written
  public record Authored(Operation operation, String place, String statement) {}

  /// Something the author wrote that becomes no operation.
  ///
  /// @param place file and line
  /// @param text what was found and why it is left out, without a final stop
  public record Note(String place, String text) {}
}
