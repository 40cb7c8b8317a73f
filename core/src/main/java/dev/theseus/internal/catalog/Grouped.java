package dev.theseus.internal.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Lists by the oid of the table they belong to, in the order they were added.
final class Grouped<T> {
  private final Map<Long, List<T>> lists = new HashMap<>();

  void add(long oid, T element) {
    lists.computeIfAbsent(oid, ignored -> new ArrayList<>()).add(element);
  }

  /// Puts another in the place of the one that was added last.
  void changeLast(long oid, UnaryOperator<T> change) {
    List<T> list = lists.computeIfAbsent(oid, ignored -> new ArrayList<>());
    list.addLast(change.apply(list.removeLast()));
  }

  List<T> of(long oid) {
    return lists.getOrDefault(oid, List.of());
  }
}
