package dev.theseus.internal.throttle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.Stream;

/// What was seen of late, each with its moment. Used by one thread.
final class Recent<T> {
  /// @param nanos when it was seen
  record Seen<T>(T value, long nanos) {}

  private final Deque<Seen<T>> all = new ArrayDeque<>();
  private final long over;
  private final int least;

  /// @param over how old what is remembered may be
  /// @param least how many are kept however old they are
  Recent(Duration over, int least) {
    this.over = over.toNanos();
    this.least = least;
  }

  /// What is the same as the last takes its place.
  void see(T value, long now) {
    if (!all.isEmpty() && all.getLast().value().equals(value)) {
      all.removeLast();
    }
    add(value, now);
  }

  void add(T value, long now) {
    all.addLast(new Seen<>(value, now));
    forget(now);
  }

  /// Forgets what is too old by now.
  void forget(long now) {
    while (all.size() > least && now - all.getFirst().nanos() > over) {
      all.removeFirst();
    }
  }

  void clear() {
    all.clear();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  Seen<T> first() {
    return all.getFirst();
  }

  Seen<T> last() {
    return all.getLast();
  }

  Stream<T> values() {
    return all.stream().map(Seen::value);
  }

  /// The latest first.
  Iterator<Seen<T>> backwards() {
    return all.descendingIterator();
  }
}
