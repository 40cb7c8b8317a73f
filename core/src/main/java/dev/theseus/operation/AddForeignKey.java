package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;

/// Adds a foreign key: NOT VALID first, validated without blocking writers.
///
/// @param constraint its name: as written, or the one PostgreSQL would choose
/// @param referencedColumns empty when the author left them out (the primary key)
/// @param definition what follows `ADD CONSTRAINT name`, without NOT VALID
/// @param validate false when the author wrote NOT VALID
public record AddForeignKey(
    QualifiedName table,
    Identifier constraint,
    List<Identifier> columns,
    QualifiedName references,
    List<Identifier> referencedColumns,
    Sql definition,
    boolean validate)
    implements Operation {
  public AddForeignKey {
    columns = List.copyOf(columns);
    referencedColumns = List.copyOf(referencedColumns);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
