package dev.theseus.operation;

import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;

/// Creates a table; later operations of the same release on it are carried out as written.
///
/// @param statement the statement as written
/// @param references existing tables its foreign keys point at
public record CreateTable(QualifiedName table, Sql statement, List<QualifiedName> references)
    implements Operation {
  public CreateTable {
    references = List.copyOf(references);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
