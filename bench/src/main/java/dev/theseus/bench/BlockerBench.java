package dev.theseus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// How long the application's statements stand still when a column is added while a transaction
/// that has read the table stays open for `blocker` seconds; each way in turn, `rounds` times.
///
/// Each turn has a baseline of `window` seconds before, on a new table. Writes `stall.csv`.
final class BlockerBench {
  private static final String HEADER =
      "round,way,blocked_s,took_s,longest_stall_ms,p99_ms,p999_ms,baseline_longest_ms,"
          + "baseline_p99_ms,machine_longest_ms";

  private final Items items;
  private final Arguments arguments;
  private final double rate;
  private final double blocked;
  private final List<Stall> stalls = new ArrayList<>();

  /// One turn, in milliseconds where not said otherwise.
  private record Stall(
      int round,
      Alter way,
      double tookSeconds,
      Histogram during,
      double longest,
      Histogram before,
      double machine) {
    String csv(double blocked) {
      return String.format(
          Locale.ROOT,
          "%d,%s,%.1f,%.2f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f",
          round,
          way.label(),
          blocked,
          tookSeconds,
          longest,
          during.getValueAtPercentile(99) / 1e3,
          during.getValueAtPercentile(99.9) / 1e3,
          before.getMaxValue() / 1e3,
          before.getValueAtPercentile(99) / 1e3,
          machine);
    }
  }

  BlockerBench(Items items, Arguments arguments, double rate) {
    this.items = items;
    this.arguments = arguments;
    this.rate = rate;
    this.blocked = arguments.number("blocker", 10);
  }

  void run() throws SQLException, IOException, InterruptedException {
    Path out = Path.of(arguments.text("out", "bench/results/stall.csv"));
    List<Alter> ways =
        Arrays.stream(Alter.values()).filter(way -> way.named(arguments.text("ways", ""))).toList();
    System.out.println(HEADER);
    for (int round = 1; round <= arguments.whole("rounds", 3); round++) {
      for (Alter way : ways) {
        Stall stall = measure(round, way);
        stalls.add(stall);
        System.out.println(stall.csv(blocked));
        write(out);
      }
    }
    for (Alter way : ways) {
      System.out.printf(
          Locale.ROOT,
          "%-18s longest stall %8.0f ms (median of rounds; without migration %.0f ms)%n",
          way.label(),
          median(way, Stall::longest),
          median(way, stall -> stall.before().getMaxValue() / 1e3));
    }
  }

  private Stall measure(int round, Alter way) throws SQLException, InterruptedException {
    items.create();
    Timeline timeline = items.timeline();
    Clients clients =
        Clients.start(items.source(), items.rows(), timeline, Pace.of(rate, Clients.COUNT));
    Wait.seconds(3);
    timeline.enter(Stage.BASELINE);
    Wait.seconds(arguments.number("window", 5));
    timeline.enter(Stage.OUTSIDE);
    double took = behind(way, timeline);
    Wait.seconds(1);
    timeline.enter(Stage.OUTSIDE);
    Recording recording = clients.stop();
    Predicate<Moment> during = moment -> moment.stage() == Stage.BLOCKED;
    return new Stall(
        round,
        way,
        took,
        recording.due(during),
        recording.longestInFlight(during) / 1e3,
        recording.due(moment -> moment.stage() == Stage.BASELINE),
        recording.machine(during).getMaxValue() / 1e3);
  }

  /// Seconds until the change is made, those of the transaction in the way included.
  private double behind(Alter way, Timeline timeline) throws SQLException, InterruptedException {
    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        Connection blocker = items.connect()) {
      blocker.setAutoCommit(false);
      try (Statement statement = blocker.createStatement()) {
        statement.execute("SELECT price FROM items WHERE id = 1");
      }
      Runnable change = way.prepare(items, arguments);
      timeline.enter(Stage.BLOCKED);
      long began = System.nanoTime();
      Future<?> changed = thread.submit(change);
      Wait.seconds(blocked);
      blocker.rollback();
      changed.get();
      return (System.nanoTime() - began) / 1e9;
    } catch (ExecutionException e) {
      throw new IllegalStateException(way.label() + " failed", e.getCause());
    }
  }

  private double median(Alter way, ToDoubleFunction<Stall> figure) {
    return LiveReport.median(
        stalls.stream().filter(stall -> stall.way() == way).mapToDouble(figure).toArray());
  }

  private void write(Path out) throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    List<String> lines = new ArrayList<>(List.of(HEADER));
    stalls.forEach(stall -> lines.add(stall.csv(blocked)));
    Files.write(out, lines);
  }
}
