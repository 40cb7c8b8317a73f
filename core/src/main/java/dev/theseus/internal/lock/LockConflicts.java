package dev.theseus.internal.lock;

import dev.theseus.plan.LockLevel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Which table locks exclude each other (manual, table 13.2).
final class LockConflicts {
  private static final Map<LockLevel, Set<LockLevel>> CONFLICTS = new EnumMap<>(LockLevel.class);

  static {
    CONFLICTS.put(LockLevel.NONE, EnumSet.noneOf(LockLevel.class));
    CONFLICTS.put(LockLevel.ACCESS_SHARE, EnumSet.of(LockLevel.ACCESS_EXCLUSIVE));
    CONFLICTS.put(LockLevel.ROW_SHARE, from(LockLevel.EXCLUSIVE));
    CONFLICTS.put(LockLevel.ROW_EXCLUSIVE, from(LockLevel.SHARE));
    CONFLICTS.put(LockLevel.SHARE_UPDATE_EXCLUSIVE, from(LockLevel.SHARE_UPDATE_EXCLUSIVE));
    Set<LockLevel> share = from(LockLevel.ROW_EXCLUSIVE);
    share.remove(LockLevel.SHARE);
    CONFLICTS.put(LockLevel.SHARE, share);
    CONFLICTS.put(LockLevel.SHARE_ROW_EXCLUSIVE, from(LockLevel.ROW_EXCLUSIVE));
    CONFLICTS.put(LockLevel.EXCLUSIVE, from(LockLevel.ROW_SHARE));
    CONFLICTS.put(LockLevel.ACCESS_EXCLUSIVE, from(LockLevel.ACCESS_SHARE));
  }

  private LockConflicts() {}

  /// The modes, as `pg_locks.mode` names them, that keep this level from being granted.
  static String[] modes(LockLevel level) {
    return CONFLICTS.getOrDefault(level, Set.of()).stream()
        .map(LockLevel::catalogName)
        .sorted()
        .toArray(String[]::new);
  }

  private static Set<LockLevel> from(LockLevel weakest) {
    EnumSet<LockLevel> levels = EnumSet.noneOf(LockLevel.class);
    Arrays.stream(LockLevel.values())
        .filter(level -> level == weakest || level.strongerThan(weakest))
        .forEach(levels::add);
    return levels;
  }
}
