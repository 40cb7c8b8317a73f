package dev.theseus.testkit;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a piece of work locked, rewrote and read in full. Names are qualified and quoted where
/// needed; TOAST tables and PostgreSQL's own catalogs are left out.
///
/// @param strongest the strongest mode seen per table, index, view or sequence
/// @param rewritten tables and indexes that existed before and have a new file since
/// @param scanned tables read sequentially; measured only in a transaction
public record LockReport(
    SortedMap<String, LockMode> strongest, Set<String> rewritten, Set<String> scanned) {
  public LockReport {
    strongest = Collections.unmodifiableSortedMap(new TreeMap<>(strongest));
    rewritten = sorted(rewritten);
    scanned = sorted(scanned);
  }

  /// The strongest mode seen on a relation; empty when none was seen.
  public Optional<LockMode> on(String relation) {
    return Optional.ofNullable(strongest.get(relation));
  }

  private static SortedSet<String> sorted(Set<String> names) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }
}
