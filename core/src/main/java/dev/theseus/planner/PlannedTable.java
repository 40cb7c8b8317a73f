package dev.theseus.planner;

import dev.theseus.catalog.ServerVersion;
import dev.theseus.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A table of the release with everything resolved: how its columns are kept in step, and which
/// objects move along.
///
/// @param sync the trigger; empty when no column needs one
/// @param fills for each filled column the function that gives one row's value
record PlannedTable(
    TableDraft draft,
    List<SyncGroup> groups,
    Optional<SyncTrigger> sync,
    List<Fill> fills,
    KeptObjects kept,
    ServerVersion server) {
  PlannedTable {
    groups = List.copyOf(groups);
    fills = List.copyOf(fills);
  }

  /// A new column whose existing rows get its own volatile default.
  record Fill(ColumnDraft column, Conversion value) {}

  Table table() {
    return draft.original();
  }

  /// Every conversion function of the table.
  List<Conversion> functions() {
    List<Conversion> functions = new ArrayList<>();
    for (SyncGroup group : groups) {
      group.news().forEach(one -> functions.add(one.up()));
      group.olds().forEach(one -> one.down().ifPresent(functions::add));
    }
    sync.ifPresent(trigger -> trigger.guards().forEach(guard -> functions.add(guard.condition())));
    sync.ifPresent(trigger -> trigger.oldChecks().forEach(one -> functions.add(one.condition())));
    return functions;
  }
}
