package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.sql.Identifier;
import java.util.List;

/// A CHECK of the old version over columns that a `down` of the author fills. It stands until
/// contract, so a value it rejects would fail the write of the new version.
///
/// @param condition a boolean function over the old version's columns
/// @param columns those of its columns that `down` fills
record OldCheck(Identifier constraint, Conversion condition, List<Column> columns) {
  OldCheck {
    columns = List.copyOf(columns);
  }

  /// Whether one group computes all of them; else nothing tells which side wrote.
  boolean within(SyncGroup group) {
    return group.olds().stream().map(SyncGroup.Old::column).toList().containsAll(columns);
  }
}
