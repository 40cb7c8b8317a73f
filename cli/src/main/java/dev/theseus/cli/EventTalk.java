package dev.theseus.cli;

import dev.theseus.event.Activity;
import dev.theseus.event.MigrationEvent;
import dev.theseus.event.MigrationEvent.BackfillProgress;
import dev.theseus.event.MigrationEvent.BlockerEnded;
import dev.theseus.event.MigrationEvent.LockBlocked;
import dev.theseus.event.MigrationEvent.PhaseEntered;
import dev.theseus.event.MigrationEvent.RowSkipped;
import dev.theseus.event.MigrationEvent.StateChanged;
import dev.theseus.event.MigrationEvent.StatementProgress;
import dev.theseus.event.MigrationEvent.StepFinished;
import dev.theseus.event.MigrationEvent.StepSkipped;
import dev.theseus.event.MigrationEvent.StepStarted;
import dev.theseus.event.MigrationEvent.StepUndone;
import dev.theseus.event.MigrationEvent.SyncSwitched;
import dev.theseus.event.MigrationEvent.Throttled;
import dev.theseus.event.MigrationEvent.Unthrottled;
import dev.theseus.event.MigrationEvent.Vacuumed;
import dev.theseus.event.MigrationEvent.VerifyProgress;
import dev.theseus.event.MigrationEvent.Waiting;
import dev.theseus.event.MigrationEvent.Warning;
import dev.theseus.throttle.Signal;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The engine's events as text on stderr: a line per step, a bar or plain lines for what is long,
/// and for each blocked step who stands in its way.
final class EventTalk implements EventDisplay {
  private static final Duration WORTH_SAYING = Duration.ofSeconds(1);
  private static final int ROWS_SAID = 10;

  private final Console console;
  private @Nullable Progress progress;
  private String shown = "";
  private String waiting = "";

  EventTalk(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void on(MigrationEvent event) {
    switch (event) {
      case PhaseEntered it -> line(Style.BOLD.of(it.phase().title()));
      case StepStarted it -> line("  " + it.step() + "  " + it.title());
      case StepFinished it -> finished(it);
      case StepSkipped it -> line("  " + it.step() + "  skipped: " + it.reason());
      case StepUndone it -> line("  " + it.step() + "  taken back");
      case LockBlocked it -> blocked(it);
      case BlockerEnded it -> ended(it);
      case BackfillProgress it -> backfill(it);
      case VerifyProgress it -> verify(it);
      case RowSkipped it -> skipped(it);
      case StatementProgress it -> progress(it.activity());
      case Vacuumed it -> vacuumed(it);
      case Waiting it -> waits(it.reason());
      case Throttled it -> throttled(it.signal());
      case Unthrottled it -> waits("at full speed again after " + Durations.text(it.held()));
      case Warning it -> {
        close();
        console.warn(it.text());
      }
      case SyncSwitched it -> {
        close();
        line(
            "sync of %s is %s"
                .formatted(
                    it.tables().stream().map(Object::toString).collect(Collectors.joining(", ")),
                    it.on() ? "on" : "off"));
      }
      case StateChanged it -> close();
    }
  }

  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
    shown = "";
    waiting = "";
  }

  private void line(String text) {
    close();
    console.say(text);
  }

  private void finished(StepFinished event) {
    close();
    if (event.tries() > 1 || event.took().compareTo(WORTH_SAYING) >= 0) {
      String tries =
          event.tries() > 1
              ? ", %d tries, longest wait for a lock %s"
                  .formatted(event.tries(), Durations.text(event.lockWait()))
              : "";
      console.say("    done in " + Durations.text(event.took()) + tries);
    }
  }

  /// The first tries are told, then only those that are powers of two.
  private void blocked(LockBlocked event) {
    if (Integer.bitCount(event.tries()) != 1) {
      return;
    }
    line(
        "    lock not granted within %s (try %d), trying again"
            .formatted(Durations.text(event.budget()), event.tries()));
    event.blockers().forEach(blocker -> console.say("    blocked by " + BlockerView.text(blocker)));
  }

  private void ended(BlockerEnded event) {
    line(
        "    %s %s"
            .formatted(
                event.terminated() ? "terminated" : "cancelled the statement of",
                BlockerView.text(event.blocker())));
  }

  /// A bar for each phase that counts, and a line for each change of those who are waited for.
  private void progress(Activity activity) {
    if (!activity.waitingFor().isEmpty()) {
      String phase = ActivityView.progress(activity);
      close();
      waits(
          "%swaits for %s"
              .formatted(phase.isEmpty() ? "" : phase + ": ", ActivityView.waiting(activity)));
    } else if (activity.total() > 0) {
      bar(activity.phase(), activity.total(), activity.unit()).done(activity.done());
    } else {
      waits(ActivityView.progress(activity));
    }
  }

  private void backfill(BackfillProgress event) {
    Progress bar = bar("backfill " + event.table(), event.blocksTotal(), "blocks");
    bar.remark(
        String.format(Locale.ROOT, "%,d rows, %,.0f rows/s", event.rows(), event.rowsPerSecond()));
    bar.done(event.blocksDone());
  }

  private void verify(VerifyProgress event) {
    Progress bar = bar("verify " + event.table(), event.blocksTotal(), "blocks");
    bar.remark(
        String.format(Locale.ROOT, "%,d rows, %,d differing", event.rows(), event.differing()));
    bar.done(event.blocksDone());
  }

  /// The first rows are told, then only that there are more.
  private void skipped(RowSkipped event) {
    if (event.listed() <= ROWS_SAID) {
      line(
          "    passed over the row of %s where %s: %s"
              .formatted(event.table(), event.row(), event.message()));
    } else if (Long.bitCount(event.listed()) == 1) {
      line("    passed over %d rows so far; theseus skipped lists them".formatted(event.listed()));
    }
  }

  private void vacuumed(Vacuumed event) {
    String took = "vacuumed in " + Durations.text(event.took());
    if (progress != null) {
      progress.remark(took);
    } else {
      console.say("    " + event.table() + " " + took);
    }
  }

  /// What stands still shows no progress, so that a remark would not be seen.
  private void throttled(Signal signal) {
    if (signal.state() == Signal.State.STOP) {
      line("    " + StatusText.held(signal));
    } else {
      waits(StatusText.held(signal));
    }
  }

  private void waits(String reason) {
    if (progress != null) {
      progress.remark(reason);
    } else if (!waiting.equals(reason)) {
      waiting = reason;
      console.say("    " + reason);
    }
  }

  private Progress bar(String title, long total, String unit) {
    Progress open = progress;
    if (open == null || !shown.equals(title)) {
      close();
      open = console.progress(title, total, unit);
      progress = open;
      shown = title;
    }
    open.total(total);
    return open;
  }
}
