package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;

/// Builds an index without blocking writers.
///
/// @param index its name: as written, or the one PostgreSQL would choose
/// @param columns every column of the table it reads
/// @param statement a CREATE INDEX statement with a name and without CONCURRENTLY and IF NOT EXISTS
public record CreateIndex(
    QualifiedName table,
    Identifier index,
    boolean unique,
    boolean ifNotExists,
    List<Identifier> columns,
    Sql statement)
    implements Operation {
  public CreateIndex {
    columns = List.copyOf(columns);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
