package dev.theseus.check.effect;

import java.util.Map;
import java.util.Set;

/// Locks, rewrites and scans of one statement, named as the server names them.
///
/// @param failure the server's or our reason why it cannot run; empty if it can
/// @param alone whether it is refused in a transaction
record Facts(
    Map<String, String> locks,
    Set<String> rewritten,
    Set<String> scanned,
    boolean alone,
    String failure) {

  /// Whether what is said is what was seen. What depends on rows or sessions may be less than said.
  boolean matches(Facts seen, boolean depends) {
    if (!failure.isEmpty() || !seen.failure.isEmpty()) {
      return !failure.isEmpty() && !seen.failure.isEmpty();
    }
    if (depends) {
      return alone == seen.alone
          && (alone
              ? locks.entrySet().containsAll(seen.locks.entrySet())
              : locks.equals(seen.locks))
          && rewritten.containsAll(seen.rewritten)
          && scanned.containsAll(seen.scanned);
    }
    return equals(seen);
  }
}
