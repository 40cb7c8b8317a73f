package dev.theseus.operation;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import dev.theseus.sql.Sql;
import java.util.List;

/// Adds a CHECK constraint: NOT VALID first, validated without blocking writers.
///
/// @param constraint its name: as written, or the one PostgreSQL would choose
/// @param columns every column it reads
/// @param definition what follows `ADD CONSTRAINT name`, without NOT VALID: `CHECK (…) [NO
///   INHERIT]`
/// @param validate false when the author wrote NOT VALID
public record AddCheck(
    QualifiedName table,
    Identifier constraint,
    List<Identifier> columns,
    Sql definition,
    boolean validate)
    implements Operation {
  public AddCheck {
    columns = List.copyOf(columns);
  }

  @Override
  public QualifiedName target() {
    return table;
  }
}
