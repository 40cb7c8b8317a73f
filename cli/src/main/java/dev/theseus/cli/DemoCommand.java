package dev.theseus.cli;

import dev.theseus.cli.demo.Demo;
import dev.theseus.cli.demo.DemoOptions;
import dev.theseus.cli.demo.DemoReport;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows the main job on a PostgreSQL of its own.
@Command(
    name = "demo",
    description = {
      "Start a PostgreSQL, fill a shop, and carry real migrations through all phases while an old"
          + " and a new version of its application write: a required column, an index on a large"
          + " table, a type conversion, a rename. Each is completed, rolled back after completion,"
          + " completed again and contracted.",
      "Nothing has to be installed and nothing is left behind. The exit status is 0 only when no"
          + " statement failed, no row differed and no row was lost."
    })
final class DemoCommand implements CliCommand {
  private static final long QUICK_ROWS = 50_000;
  private static final long QUICK_MILLIS = 1_000;

  private final Session session;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Products, and as many orders; 1,000,000 by default.")
  private long rows;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = "Transactions per second of both applications together; 300 by default.")
  private int rate;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "8",
      description = "Connections of each application; 8 by default.")
  private int clients;

  @Option(
      names = "--major",
      paramLabel = "N",
      defaultValue = "18",
      description = "PostgreSQL's major version, 14 to 18; 18 by default.")
  private int major;

  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      split = ",",
      description = "Run only these: required-column, large-index, type-conversion, rename.")
  private List<String> only = List.of();

  @Option(names = "--quick", description = "Small and short: 50,000 rows, a second per stage.")
  private boolean quick;

  @Option(
      names = "--pause-between",
      description = "Wait for Enter at each stop, and say how to connect with psql.")
  private boolean pauseBetween;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public ExitCode run() {
    Console console = session.console();
    DemoOptions options;
    try {
      options = options();
    } catch (IllegalArgumentException e) {
      return new Failures(session).usage(String.valueOf(e.getMessage()), "see theseus demo --help");
    }
    try (DemoTalk talk = new DemoTalk(console, pauseBetween)) {
      Demo demo = new Demo(options, talk);
      try (Interrupts.Registration registration =
          session.interrupts().onInterrupt(() -> stop(demo))) {
        assert registration != null;
        return show(demo.run());
      }
    } catch (InterruptedException e) {
      console.error("interrupted; the demo's server and its data have been removed");
      return ExitCode.FAILED;
    } catch (SQLException e) {
      throw new IllegalStateException("the demo's own query failed: " + e.getMessage(), e);
    }
  }

  private DemoOptions options() {
    long size = rows != 0 ? rows : quick ? QUICK_ROWS : DemoOptions.ROWS;
    long dwell = quick ? QUICK_MILLIS : DemoOptions.DWELL_MILLIS;
    return new DemoOptions(size, rate, clients, major, dwell, only);
  }

  private ExitCode show(DemoReport report) {
    Console console = session.console();
    if (console.terminal().json()) {
      console.json("theseus.demo/1", report);
    } else {
      console.say("");
      console.result(DemoText.of(report));
    }
    return report.passed() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void stop(Demo demo) {
    session.console().say("stopping; the server is being removed");
    demo.interrupt();
  }
}
