package dev.theseus.plan;

import dev.theseus.sql.QualifiedName;

/// The strongest lock a step takes on one object, and what it does while it holds it.
///
/// @param scans whether the whole table is read while the lock is held
/// @param rewrites whether the table or an index is written anew while the lock is held
public record LockUse(LockLevel level, QualifiedName object, boolean scans, boolean rewrites) {
  public static LockUse brief(LockLevel level, QualifiedName object) {
    return new LockUse(level, object, false, false);
  }

  public static LockUse scanning(LockLevel level, QualifiedName object) {
    return new LockUse(level, object, true, false);
  }
}
