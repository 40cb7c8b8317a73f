package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.plan.Assignment;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;

/// Columns of one table that stand for the same facts in the old and the new version and are kept
/// in step together.
///
/// On UPDATE the row tells which side wrote: the side that changed. On INSERT it is the side that
/// is set; only when neither is does the version schema in the session's path decide.
record SyncGroup(List<Old> olds, List<New> news) {
  SyncGroup {
    olds = List.copyOf(olds);
    news = List.copyOf(news);
  }

  /// @param down how the old value is computed from a new row; empty when the column may be left to
  ///   its default
  record Old(Column column, Optional<Conversion> down) {
    Identifier physical() {
      return column.name();
    }
  }

  /// @param up how the new value is computed from an old row
  /// @param comparable how a stale value is told from a right one
  record New(ColumnDraft column, Conversion up, Assignment.Rule comparable) {
    Identifier physical() {
      return column.physical();
    }

    Assignment assignment() {
      return new Assignment(physical(), up.overColumns(), comparable);
    }
  }
}
