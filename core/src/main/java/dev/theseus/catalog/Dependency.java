package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// An object that stands in the way of dropping another, unless it goes before or with it: what the
/// server's `pg_depend` calls a normal dependency. Not here: views on tables, which [Table#views]
/// has, foreign keys, and what belongs to an extension or to the system.
///
/// @param dependent what needs the other
/// @param on what it needs: a relation, a type or a function
public record Dependency(Thing dependent, Thing on) {
  public enum Kind {
    RELATION,
    TYPE,
    FUNCTION,
    COLUMN,
    DEFAULT,
    INDEX,
    CONSTRAINT,
    TRIGGER,
    POLICY,
    RULE,
    OTHER
  }

  /// One of the two.
  ///
  /// @param name of the object, or of the relation that it is a part of
  /// @param part the name of the column, index, constraint, trigger, policy or rule
  /// @param arguments the types of a function's arguments
  /// @param text for people
  public record Thing(
      Kind kind,
      QualifiedName name,
      Optional<Identifier> part,
      List<String> arguments,
      String text) {
    public Thing {
      arguments = List.copyOf(arguments);
    }

    /// Whether it is the same object, or a part of the same.
    public boolean same(Thing other) {
      return kind == other.kind
          && name.equals(other.name)
          && part.equals(other.part)
          && arguments.equals(other.arguments);
    }
  }
}
