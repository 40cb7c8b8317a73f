package dev.theseus.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Progress as one bar that is redrawn in place.
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 200;
  private static final int MILLIS_PER_SECOND = 1_000;

  private final ProgressBar bar;

  BarProgress(PrintStream err, int columns, Task task) {
    bar = builder(err, columns, task).setUnit(" " + task.unit(), 1).showSpeed().build();
  }

  private BarProgress(ProgressBar bar) {
    this.bar = bar;
  }

  /// A bar for a known number of milliseconds, which vanishes when it is closed.
  static BarProgress ofTime(PrintStream err, int columns, String title, long millis) {
    return new BarProgress(
        builder(err, columns, new Task(title, millis, "s"))
            .setUnit(" s", MILLIS_PER_SECOND)
            .hideEta()
            .clearDisplayOnFinish()
            .build());
  }

  private static ProgressBarBuilder builder(PrintStream err, int columns, Task task) {
    return new ProgressBarBuilder()
        .setTaskName(Style.render(task.title(), false))
        .setInitialMax(task.total())
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1));
  }

  @Override
  public void done(long units) {
    bar.stepTo(units);
  }

  @Override
  public void total(long units) {
    bar.maxHint(units);
  }

  @Override
  public void remark(String text) {
    bar.setExtraMessage(text.isEmpty() ? "" : " " + Style.render(text, false));
  }

  @Override
  public void close() {
    bar.close();
  }
}
