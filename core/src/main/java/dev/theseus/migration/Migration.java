package dev.theseus.migration;

import dev.theseus.operation.AddCheck;
import dev.theseus.operation.AddForeignKey;
import dev.theseus.operation.Operation;
import dev.theseus.operation.SetNotNull;
import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

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
  public record Authored(Operation operation, String place, String statement) {
    /// The same that checks the rows that exist, where it adds that constraint `NOT VALID`, for the
    /// `VALIDATE CONSTRAINT` that follows; empty for another.
    public Optional<Authored> validating(QualifiedName table, Identifier constraint) {
      return validated(table, constraint).map(one -> new Authored(one, place, statement));
    }

    private Optional<Operation> validated(QualifiedName table, Identifier constraint) {
      return switch (operation) {
        case AddCheck c when c.table().equals(table) && c.constraint().equals(constraint) ->
            Optional.of(new AddCheck(table, constraint, c.columns(), c.definition(), true));
        case AddForeignKey f when f.table().equals(table) && f.constraint().equals(constraint) ->
            Optional.of(
                new AddForeignKey(
                    table,
                    constraint,
                    f.columns(),
                    f.references(),
                    f.referencedColumns(),
                    f.definition(),
                    true));
        case SetNotNull n
            when n.table().equals(table) && n.constraint().equals(Optional.of(constraint)) ->
            Optional.of(new SetNotNull(table, n.column(), n.constraint(), n.noInherit(), true));
        default -> Optional.empty();
      };
    }
  }

  /// Something the author wrote that becomes no operation.
  ///
  /// @param place file and line
  /// @param text what was found and why it is left out, without a final stop
  public record Note(String place, String text) {}
}
