package dev.theseus.cli;

import dev.theseus.cli.demo.DemoScreen;
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
import dev.theseus.event.MigrationListener;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// What a demo tells while it runs, on stderr: bars on a terminal, plain lines elsewhere.
final class DemoTalk implements DemoScreen, AutoCloseable {
  private static final String INDENT = "  ";

  private final Console console;
  private final boolean pauses;
  private final EventTalk events;
  private final Map<String, String> titles = new ConcurrentHashMap<>();

  DemoTalk(Console console, boolean pauses) {
    this.console = console;
    this.pauses = pauses;
    this.events = new EventTalk(console);
  }

  @Override
  public void headline(String text) {
    console.say("\n" + Style.BOLD.of(text));
  }

  @Override
  public void say(String text) {
    events.close();
    console.say(INDENT + text);
  }

  @Override
  public void checked(boolean good, String text) {
    say((good ? Style.GREEN.of("ok: ") : Style.RED.of("WRONG: ")) + text);
  }

  @Override
  public Bar bar(String title, long total, String unit) {
    return new Shown(console.progress(INDENT + title, total, unit));
  }

  @Override
  public Bar stage(String title, long millis) {
    events.close();
    return new Stage(title, console.passing(INDENT + title, Duration.ofMillis(millis)));
  }

  @Override
  public MigrationListener engine() {
    return this::engine;
  }

  /// Of what the engine tells, what a spectator wants to know; the rest is for operators.
  private void engine(MigrationEvent event) {
    switch (event) {
      case PhaseEntered it -> say(Style.CYAN.of("phase " + it.phase().title()));
      case StepStarted it -> {
        titles.put(it.step(), it.title());
        say(INDENT + it.title());
      }
      case StepUndone it ->
          say(INDENT + "taken back: " + titles.getOrDefault(it.step(), it.step()));
      case BackfillProgress it -> events.on(it);
      case VerifyProgress it -> events.on(it);
      case LockBlocked it -> events.on(it);
      case BlockerEnded it -> events.on(it);
      case Warning it -> events.on(it);
      case StepFinished it -> events.close();
      case StepSkipped it -> {}
      case RowSkipped it -> {}
      case StatementProgress it -> {}
      case Vacuumed it -> {}
      case Waiting it -> {}
      case Throttled it -> events.on(it);
      case Unthrottled it -> {}
      case SyncSwitched it -> {}
      case StateChanged it -> {}
    }
  }

  @Override
  public void pause(Stop stop) throws InterruptedException {
    if (!pauses) {
      return;
    }
    console.say(INDENT + Style.BOLD.of(stop.moment()) + " - look around; the applications go on");
    console.say(INDENT + "  psql '" + stop.address() + "'");
    if (!stop.oldPath().isEmpty()) {
      console.say(INDENT + "  old version:  SET search_path = " + stop.oldPath() + ";");
    }
    console.say(INDENT + "  new version:  SET search_path = " + stop.newPath() + ";");
    console.say(INDENT + "Enter goes on.");
    awaitLine();
  }

  /// Reads on a thread of its own: a read cannot be interrupted.
  private static void awaitLine() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("enter")
        .start(
            () -> {
              readLine();
              entered.countDown();
            });
    entered.await();
  }

  /// Byte by byte, so that nothing of the next line is taken. The end of the input counts as a
  /// line.
  @SuppressWarnings("resource") // closing would close the process's input
  private static void readLine() {
    FileInputStream input = new FileInputStream(FileDescriptor.in);
    try {
      int read = input.read();
      while (read >= 0 && read != '\n') {
        read = input.read();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    events.close();
  }

  /// A running display.
  private record Shown(Progress progress) implements Bar {
    @Override
    public void done(long units) {
      progress.done(units);
    }

    @Override
    public void remark(String text) {
      progress.remark(text);
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  /// A bar while it lasts, and one line at its end.
  private final class Stage implements Bar {
    private final String title;
    private final Progress progress;
    private volatile String remark = "";

    Stage(String title, Progress progress) {
      this.title = title;
      this.progress = progress;
    }

    @Override
    public void done(long units) {
      progress.done(units);
    }

    @Override
    public void remark(String text) {
      remark = text;
      progress.remark(text);
    }

    @Override
    public void close() {
      progress.close();
      say(remark.isEmpty() ? title : title + ": " + remark);
    }
  }
}
