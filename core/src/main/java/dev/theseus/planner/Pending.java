package dev.theseus.planner;

import dev.theseus.migration.Migration.Authored;
import dev.theseus.sql.Identifier;
import java.util.Map;
import java.util.Optional;

/// An operation that becomes steps of its own once every name is known.
///
/// @param table the table it changes, when it changes one
/// @param columns the columns it names, by the name they had at this point of the release
/// @param strategy how it is carried out, for the reader of the plan
record Pending(
    Authored source,
    Optional<TableDraft> table,
    Map<Identifier, ColumnDraft> columns,
    String strategy) {
  Pending {
    columns = Map.copyOf(columns);
  }

  /// The table; only for operations that change one.
  TableDraft draft() {
    return table.orElseThrow();
  }
}
