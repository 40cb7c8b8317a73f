package dev.theseus.catalog;

import dev.theseus.sql.Identifier;
import dev.theseus.sql.QualifiedName;
import java.util.List;

/// One trigger the user made (constraint triggers of foreign keys and ours are left out).
///
/// @param columns the `UPDATE OF` list, empty when it fires for every column
/// @param function what it calls
/// @param source of the function (`prosrc`), in whatever language
/// @param definition `pg_get_triggerdef`
public record Trigger(
    Identifier name,
    boolean before,
    boolean row,
    boolean onInsert,
    boolean onUpdate,
    Firing firing,
    List<Identifier> columns,
    QualifiedName function,
    String source,
    String definition) {
  public Trigger {
    columns = List.copyOf(columns);
  }

  /// When it fires (`tgenabled`): the setting `session_replication_role` decides.
  public enum Firing {
    /// But in a session whose role is `replica`.
    ORIGIN,
    /// Only in a session whose role is `replica`.
    REPLICA,
    ALWAYS,
    NEVER
  }

  public boolean enabled() {
    return firing != Firing.NEVER;
  }

  /// Whether an update that sets none of the columns it is about fires it.
  public boolean onAnyUpdate() {
    return onUpdate && enabled() && columns.isEmpty();
  }
}
