package dev.theseus.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Progress as one bar that is redrawn in place.
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;

  BarProgress(PrintStream err, int columns, Task task) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(Style.render(task.title(), false))
            .setInitialMax(task.total())
            .setUnit(" " + task.unit(), 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1))
            .build();
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
