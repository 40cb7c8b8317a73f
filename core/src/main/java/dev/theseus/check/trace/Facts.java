package dev.theseus.check.trace;

import dev.theseus.check.effect.Act;
import dev.theseus.check.effect.Effect;
import dev.theseus.check.effect.RelationUse;
import dev.theseus.grammar.Node;
import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Locks, rewrites and scans of one statement, as they are said or as they were seen, of tables and
/// views that were there before.
///
/// @param locks the strongest lock on each relation
/// @param rewritten tables and indexes that are written anew
/// @param scanned tables that are read in full
/// @param alone whether it is refused in a transaction
/// @param failure the server's or our reason why it cannot run; empty if it can
public record Facts(
    SortedMap<QualifiedName, LockLevel> locks,
    SortedSet<QualifiedName> rewritten,
    SortedSet<QualifiedName> scanned,
    boolean alone,
    String failure) {
  private static final Set<Act> ROWS = Set.of(Act.INSERT, Act.UPDATE, Act.DELETE, Act.SELECT);
  private static final Set<String> ROW_STATEMENTS =
      Set.of("TruncateStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "SelectStmt", "MergeStmt");

  public Facts {
    locks = Collections.unmodifiableSortedMap(new TreeMap<>(locks));
    rewritten = Collections.unmodifiableSortedSet(new TreeSet<>(rewritten));
    scanned = Collections.unmodifiableSortedSet(new TreeSet<>(scanned));
  }

  /// How far what is said has to be what is seen.
  public enum Match {
    /// Nothing less and nothing more.
    EXACT,
    /// Rows or settings may make rewrites and scans unnecessary.
    LESS_WORK,
    /// Locks may be weaker too, or too short to be seen.
    LESS
  }

  /// Nothing happens but a failure.
  public static Facts failed(boolean alone, String failure) {
    return new Facts(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), alone, failure);
  }

  /// What is said of a statement, as far as a server can be asked about it.
  ///
  /// @param table whether such a table or view is there before
  public static Facts said(Effect effect, Node tree, Predicate<QualifiedName> table) {
    SortedMap<QualifiedName, LockLevel> locks = new TreeMap<>();
    SortedSet<QualifiedName> rewritten = new TreeSet<>();
    SortedSet<QualifiedName> scanned = new TreeSet<>();
    for (RelationUse use : effect.relations().values()) {
      if (table.test(use.relation())) {
        locks.put(use.relation(), use.lock());
        rewritten.addAll(use.rebuilt());
        if (use.rewrites()) {
          rewritten.add(use.relation());
        }
        if (use.scans() && comparesScans(effect, tree)) {
          scanned.add(use.relation());
        }
      }
    }
    return new Facts(locks, rewritten, scanned, effect.alone(), effect.failure());
  }

  /// Whether reading in full belongs to the statement: which rows a query reads is the server's
  /// choice, and nobody counts scans outside of a transaction.
  public static boolean comparesScans(Effect effect, Node tree) {
    return !effect.alone()
        && !isOfRows(tree)
        && effect.actions().stream().noneMatch(action -> ROWS.contains(action.act()));
  }

  /// Whether the statement is about rows; emptying a table gives it new files, but writes nothing
  /// anew.
  public static boolean isOfRows(Node tree) {
    return ROW_STATEMENTS.contains(tree.kind());
  }

  /// Both together.
  public Facts and(Facts other) {
    SortedMap<QualifiedName, LockLevel> both = new TreeMap<>(locks);
    other.locks.forEach((name, lock) -> both.merge(name, lock, Facts::stronger));
    return new Facts(
        both,
        union(rewritten, other.rewritten),
        union(scanned, other.scanned),
        alone || other.alone,
        failure.isEmpty() ? other.failure : failure);
  }

  private static LockLevel stronger(LockLevel one, LockLevel other) {
    return one.strongerThan(other) ? one : other;
  }

  private static SortedSet<QualifiedName> union(
      Collection<QualifiedName> one, Collection<QualifiedName> other) {
    SortedSet<QualifiedName> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  /// In which points this, which is said, is not what was seen, in words; empty if in none.
  public List<String> differences(Facts seen, Match match) {
    List<String> found = new ArrayList<>();
    if (!failure.isEmpty() || !seen.failure.isEmpty()) {
      if (failure.isEmpty()) {
        found.add("it is refused: " + seen.failure);
      } else if (seen.failure.isEmpty()) {
        found.add("it runs, and is said to be refused: " + failure);
      }
      return found;
    }
    if (alone != seen.alone) {
      found.add(
          alone
              ? "it runs in a transaction, and is said to be refused there"
              : "it is refused in a transaction, and is said to run there");
    }
    for (QualifiedName name : union(locks.keySet(), seen.locks.keySet())) {
      LockLevel said = locks.getOrDefault(name, LockLevel.NONE);
      LockLevel was = seen.locks.getOrDefault(name, LockLevel.NONE);
      if (was.strongerThan(said) || (match != Match.LESS && said != was)) {
        found.add("it takes " + text(was) + " on " + name + ", and is said to take " + text(said));
      }
    }
    boolean exact = match == Match.EXACT;
    compare(rewritten, seen.rewritten, exact, "writes %s anew", found);
    compare(scanned, seen.scanned, exact, "reads all of %s", found);
    return found;
  }

  private static String text(LockLevel lock) {
    return lock == LockLevel.NONE ? "no lock" : lock.sql();
  }

  private static void compare(
      Set<QualifiedName> said,
      Set<QualifiedName> seen,
      boolean exact,
      String what,
      List<String> found) {
    for (QualifiedName name : seen) {
      if (!said.contains(name)) {
        found.add("it " + what.formatted(name) + ", and is said not to");
      }
    }
    for (QualifiedName name : said) {
      if (exact && !seen.contains(name)) {
        found.add("it is said that it " + what.formatted(name) + ", and it does not");
      }
    }
  }

  /// Without what is said to be read or written of such relations.
  public Facts withoutWorkOn(Predicate<QualifiedName> relation) {
    SortedSet<QualifiedName> written = new TreeSet<>(rewritten);
    SortedSet<QualifiedName> read = new TreeSet<>(scanned);
    written.removeIf(relation);
    read.removeIf(relation);
    return new Facts(locks, written, read, alone, failure);
  }

  /// Without the locks that applications take themselves, which no other of them waits for.
  public Facts withoutWeakLocks() {
    SortedMap<QualifiedName, LockLevel> strong = new TreeMap<>(locks);
    strong.values().removeIf(lock -> !lock.strongerThan(LockLevel.ROW_EXCLUSIVE));
    return new Facts(strong, rewritten, scanned, alone, failure);
  }
}
