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
/// While a try stands in the queue the application stands behind it, so each try needs a reason to
/// believe that what is in the way ends in time. Without one it waits for [#UNPROVEN] at most;
/// after transactions were seen to end, for what the youngest in the way lacks to the longest of
/// them: a stream of short transactions is passed only so. While a transaction is in the way that
/// is older than such a wait no try is made at all.
final class Contention {
  /// Nobody has to notice a wait as short as this.
  private static final Duration UNPROVEN = Duration.ofMillis(60);

  private static final int REMEMBERED = 20;
  private static final double GROWTH = 1.5;
  private static final double MARGIN = 1.25;

  private final LockBudget limits;
  private final Map<String, Long> firstSeenNanos = new HashMap<>();
  private final Map<String, Duration> ages = new HashMap<>();
  private final Deque<Duration> lengths = new ArrayDeque<>();
  private Duration grown;
  private Duration remaining = Duration.ZERO;

  Contention(LockBudget limits) {
    this.limits = limits;
    this.grown = limits.first();
  }

  /// The longest wait of the next try.
  Duration budget() {
    return shorter(longer(grown, remaining), limits.max());
  }

  /// Takes note of what is in the way now.
  ///
  /// @return whether waiting in the queue would be in vain
  boolean observe(List<Obstacle> obstacles, long nanos) {
    Set<String> present = new HashSet<>();
    Duration oldest = Duration.ZERO;
    Duration youngest = limits.max();
    for (Obstacle obstacle : obstacles) {
      String key = obstacle.key();
      present.add(key);
      long first = firstSeenNanos.computeIfAbsent(key, k -> nanos);
      Duration seen = Duration.ofNanos(nanos - first);
      Duration age = longer(obstacle.blocker().age(), seen);
      ages.put(key, age);
      if (!obstacle.autovacuum()) {
        oldest = longer(oldest, age);
        youngest = shorter(youngest, age);
      }
    }
    for (String gone : Set.copyOf(firstSeenNanos.keySet())) {
      if (!present.contains(gone)) {
        firstSeenNanos.remove(gone);
        ended(ages.remove(gone));
      }
    }
    remaining = proven().minus(youngest);
    return oldest.compareTo(patience()) > 0;
  }

  /// Makes the next try wait longer, after one that was in vain.
  void grow() {
    grown = shorter(times(grown, GROWTH), unproven());
  }

  /// The age from which on a transaction is not expected to end within a try.
  private Duration patience() {
    return shorter(longer(unproven(), proven()), limits.max());
  }

  private Duration unproven() {
    return shorter(longer(limits.first(), UNPROVEN), limits.max());
  }

  /// A little more than the longest transaction that was seen to end; zero before there was one.
  private Duration proven() {
    return times(lengths.stream().reduce(Duration.ZERO, Contention::longer), MARGIN);
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

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
