package dev.theseus.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The latencies that one thread saw, by moment, in microseconds with three digits. Recording
/// allocates nothing after the first statement of a moment. For one thread; others may read when
/// that has ended.
final class Latencies {
  private static final long LONGEST = TimeUnit.MINUTES.toMicros(2);

  private final List<@Nullable Histogram> due =
      new ArrayList<>(Collections.nCopies(Timeline.MOMENTS, null));
  private final long[] longestInFlight = new long[Timeline.MOMENTS];

  static Histogram histogram() {
    return new Histogram(LONGEST, 3);
  }

  /// A statement was due in this moment and ended so much later.
  void due(int moment, long nanos) {
    Histogram histogram = due.get(moment);
    if (histogram == null) {
      histogram = histogram();
      due.set(moment, histogram);
    }
    histogram.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST));
  }

  /// A statement of this latency was in flight in this moment.
  void inFlight(int moment, long nanos) {
    longestInFlight[moment] =
        Math.max(longestInFlight[moment], TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  void addDueTo(int moment, Histogram sum) {
    Histogram mine = due.get(moment);
    if (mine != null) {
      sum.add(mine);
    }
  }

  /// The longest latency of a statement that was in flight in this moment, in microseconds.
  long longestInFlight(int moment) {
    return longestInFlight[moment];
  }
}
