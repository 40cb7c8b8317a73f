package dev.theseus.internal.trace;

import dev.theseus.check.trace.Facts;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a piece of work locked, wrote anew and read in full. TOAST tables and PostgreSQL's own
/// catalogs are left out.
///
/// @param strongest the strongest mode per table, index, view or sequence
/// @param rewritten relations that existed before and have a new file since; an index that was
///   dropped and made again under the same name is one
/// @param scanned tables read sequentially; measured only in a transaction
/// @param took how long the work took, without what the measuring added
public record Measured(
    SortedMap<QualifiedName, LockLevel> strongest,
    SortedSet<QualifiedName> rewritten,
    SortedSet<QualifiedName> scanned,
    Duration took) {
  public Measured {
    strongest = Collections.unmodifiableSortedMap(new TreeMap<>(strongest));
    rewritten = Collections.unmodifiableSortedSet(new TreeSet<>(rewritten));
    scanned = Collections.unmodifiableSortedSet(new TreeSet<>(scanned));
  }

  /// The strongest mode seen on a relation; empty when none was seen.
  public Optional<LockLevel> on(QualifiedName relation) {
    return Optional.ofNullable(strongest.get(relation));
  }

  /// The same as far as it can be said of the statement beforehand.
  ///
  /// @param scans whether scans belong to the statement
  /// @param refused whether it was refused in a transaction
  /// @param said the relations of which something is said: of sequences only these count, others
  ///   come and go with their tables
  public Facts facts(
      RelationFiles before, Node tree, boolean scans, boolean refused, Set<QualifiedName> said) {
    Map<QualifiedName, LockLevel> locks = new TreeMap<>(strongest);
    locks
        .keySet()
        .removeIf(
            name -> !before.isTable(name) && !(before.isSequence(name) && said.contains(name)));
    Set<QualifiedName> read = new TreeSet<>(scanned);
    read.removeIf(name -> !scans || !before.isTable(name));
    return new Facts(
        new TreeMap<>(locks),
        Facts.isOfRows(tree) ? new TreeSet<>() : rewritten,
        new TreeSet<>(read),
        refused,
        "");
  }
}
