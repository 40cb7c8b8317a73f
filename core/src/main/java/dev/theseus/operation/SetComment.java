package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.Optional;

/// Changes a comment. Takes SHARE UPDATE EXCLUSIVE at most.
///
/// @param object the table it belongs to (or the object itself when it belongs to none)
/// @param column for a comment on a column
/// @param statement the statement as written
public record SetComment(
    QualifiedName object, Optional<Identifier> column, Optional<String> text, Sql statement)
    implements Operation {
  @Override
  public QualifiedName target() {
    return object;
  }
}
