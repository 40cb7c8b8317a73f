package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import java.util.List;

/// One trigger the user made (constraint triggers of foreign keys and ours are left out).
///
/// @param columns the `UPDATE OF` list, empty when it fires for every column
/// @param definition `pg_get_triggerdef`
public record Trigger(
    Identifier name,
    boolean before,
    boolean row,
    boolean onInsert,
    boolean onUpdate,
    boolean enabled,
    List<Identifier> columns,
    String definition) {
  public Trigger {
    columns = List.copyOf(columns);
  }
}
