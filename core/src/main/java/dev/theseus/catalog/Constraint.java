package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/// One table constraint.
///
/// @param table the table it stands on
/// @param columns its own columns, for a CHECK every column it reads
/// @param definition `pg_get_constraintdef`: what follows `ADD CONSTRAINT name`
/// @param target for a foreign key, what it points at
/// @param index for UNIQUE, PRIMARY KEY and EXCLUDE, the index behind it
/// @param inherited whether it comes from a parent table, so it cannot be changed here
public record Constraint(
    Identifier name,
    QualifiedName table,
    Kind kind,
    List<Identifier> columns,
    String definition,
    boolean validated,
    Optional<Target> target,
    Optional<Identifier> index,
    boolean inherited,
    Optional<String> comment) {
  public Constraint {
    columns = List.copyOf(columns);
  }

  public enum Kind {
    CHECK,
    FOREIGN_KEY,
    UNIQUE,
    PRIMARY_KEY,
    EXCLUDE,
    /// A named NOT NULL constraint (PostgreSQL 18 on).
    NOT_NULL
  }

  /// @param table the referenced table
  /// @param columns the referenced columns
  /// @param index the unique index of that table that the key relies on; empty where not known
  public record Target(QualifiedName table, List<Identifier> columns, Optional<Identifier> index) {
    public Target(QualifiedName table, List<Identifier> columns) {
      this(table, columns, Optional.empty());
    }

    public Target {
      columns = List.copyOf(columns);
    }
  }
}
