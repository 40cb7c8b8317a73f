package dev.theseus.check.effect;

import dev.theseus.plan.LockLevel;
import dev.theseus.sql.QualifiedName;
import java.util.Set;
import java.util.TreeSet;

/// What a statement does to one relation.
///
/// @param lock the strongest lock on it, held until the transaction ends
/// @param scans whether all its rows are read
/// @param rewrites whether its rows are written anew into another file
/// @param rebuilt the existing indexes of it that are written anew
public record RelationUse(
    QualifiedName relation,
    Role role,
    LockLevel lock,
    boolean scans,
    boolean rewrites,
    Set<QualifiedName> rebuilt) {

  public RelationUse {
    rebuilt = Set.copyOf(rebuilt);
  }

  public static RelationUse brief(QualifiedName relation, Role role, LockLevel lock) {
    return new RelationUse(relation, role, lock, false, false, Set.of());
  }

  public static RelationUse scanning(QualifiedName relation, Role role, LockLevel lock) {
    return new RelationUse(relation, role, lock, true, false, Set.of());
  }

  /// Both uses of the same relation as one.
  public RelationUse and(RelationUse other) {
    Set<QualifiedName> both = new TreeSet<>(rebuilt);
    both.addAll(other.rebuilt);
    return new RelationUse(
        relation,
        role.compareTo(other.role) <= 0 ? role : other.role,
        lock.strongerThan(other.lock) ? lock : other.lock,
        scans || other.scans,
        rewrites || other.rewrites,
        both);
  }
}
