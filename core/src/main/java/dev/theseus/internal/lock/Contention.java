package dev.theseus.internal.lock;

import dev.theseus.policy.LockBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Learns from the transactions that were seen in the way how long the next try should wait.
///
/// A stream of short transactions is passed only by a wait longer than one of them, so the wait
/// grows with their length. A transaction older than the longest wait is never worth waiting for in
/// the queue.
final class Contention {
  private static final int REMEMBERED = 20;
  private static final double GROWTH = 1.5;
  private static final double MARGIN = 1.25;

  private final LockBudget limits;
  private final Map<String, Long> firstSeenNanos = new HashMap<>();
  private final Map<String, Duration> ages = new HashMap<>();
  private final Deque<Duration> lengths = new ArrayDeque<>();
  private Duration budget;

  Contention(LockBudget limits) {
    this.limits = limits;
    this.budget = limits.first();
  }

  /// The longest wait of the next try.
  Duration budget() {
    return budget;
  }

  /// Takes note of what is in the way now.
  ///
  /// @return whether waiting in the queue would be in vain
  boolean observe(List<Obstacle> obstacles, long nanos) {
    Set<String> present = new HashSet<>();
    boolean inVain = false;
    for (Obstacle obstacle : obstacles) {
      String key = obstacle.key();
      present.add(key);
      long first = firstSeenNanos.computeIfAbsent(key, k -> nanos);
      Duration seen = Duration.ofNanos(nanos - first);
      Duration age = longer(obstacle.blocker().age(), seen);
      ages.put(key, age);
      inVain |= !obstacle.autovacuum() && age.compareTo(limits.max()) > 0;
    }
    for (String gone : Set.copyOf(firstSeenNanos.keySet())) {
      if (!present.contains(gone)) {
        firstSeenNanos.remove(gone);
        ended(ages.remove(gone));
      }
    }
    return inVain;
  }

  /// Makes the next try wait longer, after one that was in vain.
  void grow() {
    Duration grown = times(budget, GROWTH);
    Duration typical = times(lengths.stream().reduce(Duration.ZERO, Contention::longer), MARGIN);
    Duration wanted = longer(grown, typical);
    budget = wanted.compareTo(limits.max()) > 0 ? limits.max() : wanted;
  }

  private void ended(@Nullable Duration length) {
    // One that was longer than any wait says nothing about the stream of short ones.
    if (length != null && length.compareTo(limits.max()) <= 0) {
      lengths.addLast(length);
      if (lengths.size() > REMEMBERED) {
        lengths.removeFirst();
      }
    }
  }

  private static Duration times(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
