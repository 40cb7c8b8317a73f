package dev.theseus.bench;

import java.util.List;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/// What the clients of one round saw.
final class Recording {
  private final Timeline timeline;
  private final List<Moment> moments;
  private final List<Latencies> clients;
  private final Latencies machine;

  Recording(Timeline timeline, List<Latencies> clients, Latencies machine) {
    this.timeline = timeline;
    this.moments = timeline.moments();
    this.clients = clients;
    this.machine = machine;
  }

  /// The moments of this stage, in the order they were first met.
  List<Moment> of(Stage stage) {
    return moments.stream().filter(moment -> moment.stage() == stage).toList();
  }

  double seconds(Stage stage) {
    return of(stage).stream().mapToDouble(timeline::seconds).sum();
  }

  double seconds(Moment moment) {
    return timeline.seconds(moment);
  }

  /// CPU seconds of a stage.
  Meter.Use cpu(Stage stage) {
    return timeline.cpu(stage);
  }

  /// The latencies of statements due in these moments, in microseconds.
  Histogram due(Predicate<Moment> which) {
    return sum(clients, which);
  }

  /// How late a sleeping thread woke up in these moments, in microseconds.
  Histogram machine(Predicate<Moment> which) {
    return sum(List.of(machine), which);
  }

  /// The longest latency of a statement in flight in these moments, in microseconds.
  long longestInFlight(Predicate<Moment> which) {
    long longest = 0;
    for (int number = 0; number < moments.size(); number++) {
      for (Latencies client : clients) {
        if (which.test(moments.get(number))) {
          longest = Math.max(longest, client.longestInFlight(number));
        }
      }
    }
    return longest;
  }

  private Histogram sum(List<Latencies> threads, Predicate<Moment> which) {
    Histogram sum = Latencies.histogram();
    for (int number = 0; number < moments.size(); number++) {
      for (Latencies thread : threads) {
        if (which.test(moments.get(number))) {
          thread.addDueTo(number, sum);
        }
      }
    }
    return sum;
  }
}
