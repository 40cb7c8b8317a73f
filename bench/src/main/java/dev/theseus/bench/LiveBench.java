package dev.theseus.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/// What a migration costs the application that goes on: latencies of its statements before, during
/// and after each stage of a type change, at a fixed rate below the most the server can do.
///
/// Arguments: `[rows=300000] [rounds=3] [load=0.5] [window=12] [fill=8] [calibrate=6] [major=18]
/// [durable=true] [out=bench/results/live.csv]`. The engine's pacing can be replaced with `chunk`
/// and `verify` (ms) and `vacuum` (a share). `qps=1500` sets the rate instead of a calibration. A
/// short round before the first one, not counted, warms the engine up. With `blocker=10` it is
/// measured instead how long statements stand behind a transaction of so many seconds that holds
/// the table, see [BlockerBench].
public final class LiveBench {
  private LiveBench() {}

  public static void main(String[] args) throws SQLException, IOException, InterruptedException {
    Arguments arguments = Arguments.of(args);
    try (Items items = Items.start(arguments)) {
      double rate = rate(items, arguments);
      if (arguments.number("blocker", 0) > 0) {
        new BlockerBench(items, arguments, rate).run();
        return;
      }
      new Round(items, arguments, rate / 2, 1, 0).run();
      Path out = Path.of(arguments.text("out", "bench/results/live.csv"));
      Round round =
          new Round(
              items, arguments, rate, arguments.number("window", 12), arguments.number("fill", 8));
      LiveReport report = new LiveReport();
      for (int number = 1; number <= arguments.whole("rounds", 3); number++) {
        report.add(round.run());
        report.write(out);
      }
      report.printAll();
    }
  }

  /// The share `load` of what eight clients reach that never wait, or `qps`.
  private static double rate(Items items, Arguments arguments)
      throws SQLException, InterruptedException {
    double given = arguments.number("qps", 0);
    if (given > 0) {
      return given;
    }
    double seconds = arguments.number("calibrate", 6);
    items.create();
    Clients clients =
        Clients.start(
            items.source(), items.rows(), items.timeline(), Pace.asFastAsPossible(Clients.COUNT));
    Wait.seconds(seconds / 2);
    long before = clients.done();
    Wait.seconds(seconds);
    double most = (clients.done() - before) / seconds;
    clients.stop();
    double rate = most * arguments.number("load", 0.5);
    System.out.printf(
        Locale.ROOT, "most: %.0f statements/s; measured at %.0f statements/s%n", most, rate);
    return rate;
  }
}
