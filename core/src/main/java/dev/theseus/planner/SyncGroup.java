package dev.theseus.planner;

import dev.theseus.catalog.Column;
import dev.theseus.plan.Agreement;
import dev.theseus.plan.Assignment;
import dev.theseus.sql.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  /// Columns both versions share under whatever name that the group's conversions read.
  List<Identifier> shared() {
    Set<Identifier> read = new TreeSet<>();
    news.forEach(one -> read.addAll(one.up().physical().values()));
    olds.forEach(one -> one.down().ifPresent(down -> read.addAll(down.physical().values())));
    news.forEach(one -> read.remove(one.physical()));
    olds.forEach(one -> read.remove(one.physical()));
    return List.copyOf(read);
  }

  List<Identifier> oldColumns() {
    return olds.stream().map(Old::physical).toList();
  }

  List<Identifier> newColumns() {
    return news.stream().map(New::physical).toList();
  }

  /// Whether a value of the new version's own follows what both versions share.
  boolean followsShared() {
    return !shared().isEmpty()
        && news.stream().anyMatch(one -> one.column().is(ColumnDraft.Kind.SYNCED));
  }

  /// @param down how the old value is computed from a new row; empty when the column may be left to
  ///   its default
  /// @param asked the old value as `down` gives it, where it need not be the one there was
  /// @param comparable how an old value that `down` does not give is told; empty where `down` gives
  ///   another value each time, or where there is none
  record Old(
      Column column,
      Optional<Conversion> down,
      Optional<Assignment> asked,
      Optional<Assignment.Rule> comparable) {
    Identifier physical() {
      return column.name();
    }

    Optional<Assignment> assignment() {
      return comparable.flatMap(
          rule -> down.map(one -> new Assignment(physical(), one.overColumns(), rule)));
    }
  }

  /// What every row holds as long as both sides are kept in step; empty when that cannot be asked
  /// of a row.
  Optional<Agreement> agreement(List<Identifier> key) {
    boolean asked =
        news.stream().noneMatch(one -> one.comparable().keeps())
            && olds.stream().allMatch(one -> one.down().isEmpty() || one.comparable().isPresent());
    List<Assignment> back = olds.stream().flatMap(one -> one.assignment().stream()).toList();
    return asked && !news.isEmpty() && !back.isEmpty()
        ? Optional.of(new Agreement(news.stream().map(New::assignment).toList(), back, key))
        : Optional.empty();
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
