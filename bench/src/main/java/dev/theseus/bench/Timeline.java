package dev.theseus.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which moment it was when. Written by whoever drives a round, read by every client.
///
/// Thread-safe.
final class Timeline {
  /// Most different moments of a round.
  static final int MOMENTS = 256;

  private static final int ENTRIES = 16_384;

  private final List<Moment> moments = new ArrayList<>();
  private final Map<Moment, Integer> numbers = new HashMap<>();
  private final long[] starts = new long[ENTRIES];
  private final int[] entered = new int[ENTRIES];
  private final Meter meter;
  private volatile int count;

  /// @param meter is told each change of stage
  Timeline(Meter meter) {
    this.meter = meter;
    enter(Moment.of(Stage.OUTSIDE));
  }

  void enter(Stage stage) {
    enter(Moment.of(stage));
  }

  synchronized void enter(Moment moment) {
    meter.enter(moment.stage());
    int at = count;
    starts[at] = System.nanoTime();
    entered[at] = numbers.computeIfAbsent(moment, this::add);
    count = at + 1;
  }

  private int add(Moment moment) {
    moments.add(moment);
    return moments.size() - 1;
  }

  /// Records a statement for the moment it was due in, and as in flight during every moment until
  /// it ended.
  void record(Latencies latencies, long due, long end) {
    for (int at = count - 1; at >= 0; at--) {
      if (starts[at] - end < 0) {
        latencies.inFlight(entered[at], end - due);
      }
      if (starts[at] - due <= 0) {
        latencies.due(entered[at], end - due);
        return;
      }
    }
  }

  Meter.Use cpu(Stage stage) {
    return meter.use(stage);
  }

  synchronized List<Moment> moments() {
    return List.copyOf(moments);
  }

  /// How long a stage has lasted until now, all its moments together.
  synchronized double seconds(Stage stage) {
    double sum = 0;
    for (Moment moment : moments) {
      sum += moment.stage() == stage ? seconds(moment) : 0;
    }
    return sum;
  }

  /// How long a moment has lasted until now, all its turns together.
  synchronized double seconds(Moment moment) {
    Integer number = numbers.get(moment);
    long nanos = 0;
    for (int at = 0; number != null && at < count; at++) {
      if (entered[at] == number) {
        nanos += (at + 1 < count ? starts[at + 1] : System.nanoTime()) - starts[at];
      }
    }
    return nanos / 1e9;
  }
}
