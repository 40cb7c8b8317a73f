package dev.theseus.check.verdict;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// How to judge.
///
/// @param majors the PostgreSQL majors to judge for, 14 to 18
/// @param advice whether rules of advice are on
public record CheckOptions(SortedSet<Integer> majors, boolean advice) {
  public CheckOptions {
    if (majors.isEmpty() || majors.first() < 14 || majors.last() > 18) {
      throw new IllegalArgumentException("majors are 14 to 18, at least one, not " + majors);
    }
    majors = Collections.unmodifiableSortedSet(new TreeSet<>(majors));
  }

  public static CheckOptions of(Collection<Integer> majors) {
    return new CheckOptions(new TreeSet<>(majors), false);
  }

  /// The same with rules of advice.
  public CheckOptions withAdvice() {
    return new CheckOptions(majors, true);
  }
}
