package dev.theseus.internal.lock;

import dev.theseus.plan.LockLevel;
import dev.theseus.plan.LockUse;
import dev.theseus.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What a transaction of a step will lock.
///
/// @param migration the release, for events
/// @param step the step, for events and errors
/// @param locks as the plan declares them
public record LockRequest(String migration, String step, List<LockUse> locks) {
  public LockRequest {
    locks = List.copyOf(locks);
  }

  /// The objects that are locked so strongly that writers wait, each once, in an order that is the
  /// same for every runner.
  Map<QualifiedName, LockLevel> strong() {
    return strongest(LockLevel::needsBudget);
  }

  /// Every object with its strongest lock.
  Map<QualifiedName, LockLevel> all() {
    return strongest(level -> true);
  }

  private Map<QualifiedName, LockLevel> strongest(Predicate<LockLevel> which) {
    Map<QualifiedName, LockLevel> strongest = new TreeMap<>();
    locks.stream()
        .filter(lock -> which.test(lock.level()))
        .forEach(
            lock ->
                strongest.merge(lock.object(), lock.level(), (a, b) -> a.strongerThan(b) ? a : b));
    return strongest;
  }
}
