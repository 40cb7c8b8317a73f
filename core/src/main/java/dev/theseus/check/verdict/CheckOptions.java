package dev.theseus.check.verdict;

import dev.theseus.check.Sizes;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// How to judge.
///
/// @param majors the PostgreSQL majors to judge for, 14 to 18
/// @param advice whether rules of advice are on
/// @param sizes how large tables are, where that is known
public record CheckOptions(SortedSet<Integer> majors, boolean advice, Sizes sizes) {
  public CheckOptions {
    if (majors.isEmpty() || majors.first() < 14 || majors.last() > 18) {
      throw new IllegalArgumentException("majors are 14 to 18, at least one, not " + majors);
    }
    majors = Collections.unmodifiableSortedSet(new TreeSet<>(majors));
  }

  public static CheckOptions of(Collection<Integer> majors) {
    return new CheckOptions(new TreeSet<>(majors), false, Sizes.unknown());
  }

  /// The same with rules of advice.
  public CheckOptions withAdvice() {
    return new CheckOptions(majors, true, sizes);
  }

  /// The same with sizes of tables.
  public CheckOptions withSizes(Sizes known) {
    return new CheckOptions(majors, advice, known);
  }
}
