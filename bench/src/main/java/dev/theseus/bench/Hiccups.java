package dev.theseus.bench;

import java.util.concurrent.TimeUnit;

/// How late a thread wakes up that does nothing but sleep a millisecond: what this machine and this
/// program add to every latency.
final class Hiccups implements Runnable {
  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(1);

  private final Timeline timeline;
  private final Latencies latencies = new Latencies();
  private volatile boolean stopped;

  Hiccups(Timeline timeline) {
    this.timeline = timeline;
  }

  @Override
  public void run() {
    while (!stopped) {
      long due = System.nanoTime() + NAP;
      Wait.until(due);
      timeline.record(latencies, due, System.nanoTime());
    }
  }

  void stop() {
    stopped = true;
  }

  Latencies latencies() {
    return latencies;
  }
}
