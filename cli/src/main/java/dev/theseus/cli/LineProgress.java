package dev.theseus.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Progress where lines cannot be redrawn: one line at the first news, then at most one every five
/// seconds, and one at the end.
final class LineProgress implements Progress {
  private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Console console;
  private final Task task;
  private final LongSupplier nanoTime;
  private final long started;
  private long last;
  private long total;
  private long done;
  private String remark = "";
  private String said = "";

  LineProgress(Console console, Task task, LongSupplier nanoTime) {
    this.console = console;
    this.task = task;
    this.total = task.total();
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.last = started - EVERY_NANOS;
  }

  @Override
  public synchronized void done(long units) {
    done = units;
    if (nanoTime.getAsLong() - last >= EVERY_NANOS) {
      print();
    }
  }

  @Override
  public synchronized void total(long units) {
    total = units;
  }

  @Override
  public synchronized void remark(String text) {
    remark = text;
  }

  @Override
  public synchronized void close() {
    print();
  }

  private void print() {
    last = nanoTime.getAsLong();
    double seconds = (last - started) / 1e9;
    StringBuilder line = new StringBuilder(task.title()).append(": ");
    line.append(String.format(Locale.ROOT, "%,d", done));
    if (total >= 0) {
      double percent = total == 0 ? 100.0 : 100.0 * done / total;
      line.append(String.format(Locale.ROOT, " of %,d", total));
      line.append(String.format(Locale.ROOT, " %s, %.0f %%", task.unit(), Math.floor(percent)));
    } else {
      line.append(' ').append(task.unit());
    }
    if (seconds >= 1 && done > 0) {
      double rate = done / seconds;
      line.append(String.format(Locale.ROOT, ", %,.0f/s", rate));
      if (total > done) {
        line.append(String.format(Locale.ROOT, ", %.0f s left", Math.ceil((total - done) / rate)));
      }
    }
    if (!remark.isEmpty()) {
      line.append(", ").append(remark);
    }
    // the last news may be the end already
    if (!line.toString().equals(said)) {
      said = line.toString();
      console.say(said);
    }
  }
}
