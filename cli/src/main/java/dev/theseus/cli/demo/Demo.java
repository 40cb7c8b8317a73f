package dev.theseus.cli.demo;

import dev.theseus.Theseus;
import dev.theseus.cli.demo.DemoReport.FailureLine;
import dev.theseus.cli.demo.DemoReport.PhaseLine;
import dev.theseus.cli.demo.DemoReport.ScenarioLine;
import dev.theseus.cli.demo.DemoScreen.Bar;
import dev.theseus.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The whole demo: a server of its own, a shop in it, and migrations under traffic. Nothing of it
/// is left behind, however it ends.
public final class Demo {
  private final DemoOptions options;
  private final DemoScreen screen;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final Object turn = new Object();
  private @Nullable Theseus working;
  private @Nullable Thread runner;

  public Demo(DemoOptions options, DemoScreen screen) {
    this.options = options;
    this.screen = screen;
  }

  /// Runs the demo. **Blocks until** it is over, some minutes at the default size.
  ///
  /// @throws InterruptedException after [#interrupt()]; the server is gone then
  /// @throws SQLException when the demo itself, not an application, could not ask the server
  public DemoReport run() throws SQLException, InterruptedException {
    synchronized (turn) {
      runner = Thread.currentThread();
    }
    long begun = System.nanoTime();
    EmbeddedPostgres server = start();
    try {
      return run(server, begun);
    } catch (RuntimeException | SQLException e) {
      if (interrupted.get()) {
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw e;
    } finally {
      close(server);
    }
  }

  /// Also while this thread is being interrupted.
  private static void close(EmbeddedPostgres server) {
    boolean again = Thread.interrupted();
    server.close();
    if (again) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the demo at its next safe point. From any thread.
  public void interrupt() {
    interrupted.set(true);
    synchronized (turn) {
      if (working != null) {
        working.interrupt();
      } else if (runner != null) {
        runner.interrupt();
      }
    }
  }

  private DemoReport run(EmbeddedPostgres server, long begun)
      throws SQLException, InterruptedException {
    String version = prepare(server);
    Shop shop = new Shop(options.rows());
    try (Bar bar = screen.bar("loading the shop", shop.total(), "rows")) {
      shop.load(server, bar);
    }
    ScenarioRun.Surroundings surroundings =
        new ScenarioRun.Surroundings(server, options, screen, this::atWork);
    warmUp(server);
    List<Meter> meters = new ArrayList<>();
    List<ScenarioLine> lines = new ArrayList<>();
    for (Scenario scenario : chosen()) {
      screen.headline(scenario.name() + ": " + scenario.title());
      Resources.text(scenario.file())
          .lines()
          .filter(line -> !line.isBlank() && !line.equals("--"))
          .forEach(line -> screen.say("    " + line));
      ScenarioRun run = new ScenarioRun(surroundings, scenario);
      meters.add(run.meter());
      lines.add(run.run());
    }
    return report(version, (System.nanoTime() - begun) / 1e9, meters, lines);
  }

  /// Code and caches are cold at first; a baseline measured then would flatter what follows.
  private void warmUp(EmbeddedPostgres server) throws InterruptedException {
    Scenario first = chosen().getFirst();
    Meter meter = new Meter("warm-up");
    Application application =
        new Application(new Shop(options.rows()), first, first.old(), new Written());
    try (Traffic traffic =
            Traffic.start(
                server,
                application,
                meter,
                Meter.Side.OLD,
                new Traffic.Path("public", options.clients()));
        Bar bar = screen.stage("the application warms up", options.dwellMillis())) {
      traffic.rate(options.rate());
      Thread.sleep(options.dwellMillis());
      bar.done(options.dwellMillis());
    }
  }

  private void atWork(@Nullable Theseus theseus) {
    synchronized (turn) {
      working = theseus;
    }
  }

  private List<Scenario> chosen() {
    List<String> names = options.scenarios();
    return Scenarios.all().stream()
        .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
        .toList();
  }

  private EmbeddedPostgres start() {
    screen.say("starting PostgreSQL " + options.major() + " for the demo");
    return EmbeddedPostgres.builder()
        .major(options.major())
        // Nobody else on this machine gets in.
        .locked(true)
        // Commits wait for the disk, as they do in production: latencies are honest.
        .durable(true)
        .setting("shared_buffers", "512MB")
        .setting("max_wal_size", "4GB")
        .setting("checkpoint_timeout", "15min")
        .start();
  }

  private String prepare(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop");
      try (ResultSet row = statement.executeQuery("SHOW server_version")) {
        row.next();
        String version = "PostgreSQL " + row.getString(1);
        screen.say(
            String.format(
                Locale.ROOT,
                "%s, durable commits; %,d transactions per second from %d + %d connections",
                version,
                options.rate(),
                options.clients(),
                options.clients()));
        return version;
      }
    }
  }

  private DemoReport report(
      String version, double seconds, List<Meter> meters, List<ScenarioLine> scenarios) {
    List<PhaseLine> phases = Latencies.of(meters);
    long failed = phases.stream().mapToLong(PhaseLine::failed).sum();
    long differing = scenarios.stream().mapToLong(ScenarioLine::differingRows).sum();
    long lost =
        scenarios.stream()
            .mapToLong(line -> line.writtenWhileCompleted() - line.foundAfterRollback())
            .sum();
    return new DemoReport(
        version,
        options.rows(),
        options.rate(),
        options.clients(),
        seconds,
        failed == 0 && differing == 0 && lost == 0,
        phases.stream().mapToLong(PhaseLine::statements).sum(),
        failed,
        differing,
        lost,
        phases,
        scenarios,
        meters.stream().flatMap(meter -> meter.failures().stream()).map(Demo::line).toList());
  }

  private static FailureLine line(Meter.Failure it) {
    return new FailureLine(
        it.scenario(), it.phase().title(), it.side().title(), it.state(), it.message(), it.sql());
  }
}
