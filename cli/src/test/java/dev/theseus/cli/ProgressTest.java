package dev.theseus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
  private final AtomicLong clock = new AtomicLong(42);

  @Test
  void printsALineEveryFewSecondsWhereLinesCannotBeRedrawn() {
    Console console = new Console(System.out, stream, Terminal.plain(List.of()));
    Progress.Task task = new Progress.Task("backfill public.orders", 10_000, "rows");
    try (Progress progress = new LineProgress(console, task, clock::get)) {
      progress.done(0);
      clock.addAndGet(Duration.ofSeconds(2).toNanos());
      progress.done(2_000);
      clock.addAndGet(Duration.ofSeconds(3).toNanos());
      progress.done(5_000);
      progress.remark("paused: replica lag 12 s");
      clock.addAndGet(Duration.ofSeconds(5).toNanos());
      progress.done(5_000);
      progress.remark("");
      progress.done(10_000);
    }

    assertThat(text())
        .isEqualTo(
            """
            backfill public.orders: 0 of 10,000 rows, 0 %
            backfill public.orders: 5,000 of 10,000 rows, 50 %, 1,000/s, 5 s left
            backfill public.orders: 5,000 of 10,000 rows, 50 %, 500/s, 10 s left, paused: replica lag 12 s
            backfill public.orders: 10,000 of 10,000 rows, 100 %, 1,000/s
            """);
  }

  @Test
  void redrawsABarOnATerminal() {
    Terminal terminal = new Terminal(true, true, true, 100, false, false);
    Console console = new Console(System.out, stream, terminal);
    try (Progress progress = console.progress("backfill a\u001Bb", 100, "rows")) {
      progress.done(100);
      progress.remark("verified");
    }

    assertThat(text()).contains("\r", "100%", "backfill a\u241Bb", "100 rows");
  }

  @Test
  void staysSilentWhenTalkIsUnwanted() {
    Console console = new Console(System.out, stream, Terminal.plain(List.of("-q")));
    try (Progress progress = console.progress("backfill", 100, "rows")) {
      progress.total(50);
      progress.done(50);
    }

    assertThat(text()).isEmpty();
  }

  private String text() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
