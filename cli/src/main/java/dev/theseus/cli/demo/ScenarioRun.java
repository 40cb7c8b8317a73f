package dev.theseus.cli.demo;

import dev.theseus.Theseus;
import dev.theseus.cli.demo.DemoScreen.Bar;
import dev.theseus.cli.demo.Meter.Side;
import dev.theseus.embedded.EmbeddedPostgres;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.plan.Plan;
import dev.theseus.plan.Version;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.policy.ContractOptions;
import dev.theseus.sql.Identifier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Carries one migration there, back, and there again, while the applications write.
final class ScenarioRun {
  private static final String OLD_PATH = "public";
  private static final Identifier BASE = Identifier.of("public");
  private static final long STEP_MILLIS = 200;

  private final EmbeddedPostgres server;
  private final Scenario scenario;
  private final DemoOptions options;
  private final DemoScreen screen;
  private final Consumer<@Nullable Theseus> atWork;
  private final Shop shop;
  private final Meter meter;
  private final Written written = new Written();
  private final ShopCheck check;
  private final EngineWatch watch;
  private final Theseus theseus;
  private long differing;
  private int checks;
  private long found;
  private long heapBefore;
  private long heapAfter;

  ScenarioRun(Surroundings surroundings, Scenario scenario) {
    this.server = surroundings.server();
    this.options = surroundings.options();
    this.screen = surroundings.screen();
    this.atWork = surroundings.atWork();
    this.scenario = scenario;
    this.shop = new Shop(options.rows());
    this.meter = new Meter(scenario.name());
    this.check = new ShopCheck(server, scenario);
    this.watch = new EngineWatch(meter, screen.engine());
    this.theseus =
        Theseus.builder(server.dataSource("shop", server.superuser())).listener(watch).build();
  }

  /// What all scenarios share.
  ///
  /// @param atWork is told which engine runs at the moment, so that it can be interrupted
  record Surroundings(
      EmbeddedPostgres server,
      DemoOptions options,
      DemoScreen screen,
      Consumer<@Nullable Theseus> atWork) {}

  Meter meter() {
    return meter;
  }

  /// Lets the old application run in, then carries the migration out.
  DemoReport.ScenarioLine run() throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    Plan plan = plan();
    watch.expect(plan);
    try (Traffic old = traffic(Side.OLD, OLD_PATH)) {
      old.rate(options.rate());
      stage(DemoPhase.BASELINE);
      heapBefore = check.heapBytes();
      work(() -> theseus.start(plan));
      heapAfter = check.heapBytes();
      try (Traffic young = traffic(Side.NEW, newPath(plan))) {
        bothLive(plan, old, young);
      }
    }
    return line(begun);
  }

  private void bothLive(Plan plan, Traffic old, Traffic young)
      throws SQLException, InterruptedException {
    share(old, young);
    stage(DemoPhase.BOTH_LIVE);
    pause("both versions live", OLD_PATH, newPath(plan));
    complete(plan, old, young, DemoPhase.COMPLETED);
    meter.enter(DemoPhase.ROLLED_BACK);
    work(theseus::rollback);
    written.keep(false);
    share(old, young);
    stage(DemoPhase.ROLLED_BACK);
    lookForWritten();
    pause("rolled back after completion", OLD_PATH, newPath(plan));
    complete(plan, old, young, DemoPhase.COMPLETED_AGAIN);
    written.keep(false);
    meter.enter(DemoPhase.CONTRACTED);
    work(() -> theseus.contract(ContractOptions.withSoak(Duration.ZERO)));
    stage(DemoPhase.CONTRACTED);
    pause("contracted", "", newPath(plan));
  }

  /// The old application ends, every row is compared, and the old version is retired.
  private void complete(Plan plan, Traffic old, Traffic young, DemoPhase phase)
      throws SQLException, InterruptedException {
    compare(plan.version());
    old.rest();
    young.rate(options.rate());
    meter.enter(phase);
    work(theseus::complete);
    if (phase == DemoPhase.COMPLETED) {
      written.keep(true);
    }
    stage(phase);
    pause(phase.title(), "", newPath(plan));
  }

  private void compare(Optional<Version> version) throws SQLException {
    meter.enter(DemoPhase.CHECK);
    long wrong = check.differing(version);
    differing += wrong;
    checks++;
    String what =
        version.isPresent()
            ? "rows compared between old and new version"
            : "rows compared between the table and its new index";
    screen.checked(wrong == 0, String.format(Locale.ROOT, "all %s: %,d differ", what, wrong));
  }

  private void lookForWritten() throws SQLException {
    List<Written.Row> rows = written.kept();
    meter.enter(DemoPhase.CHECK);
    found = check.kept(rows);
    String text =
        String.format(
            Locale.ROOT,
            "of %,d rows the new application inserted while the old version was retired, %,d are in"
                + " the old version, with their values%s",
            rows.size(),
            found,
            ids(rows));
    screen.checked(found == rows.size(), text);
  }

  private static String ids(List<Written.Row> rows) {
    return rows.isEmpty()
        ? ""
        : String.format(Locale.ROOT, " (ids %d to %d)", rows.getFirst().id(), rows.getLast().id());
  }

  private void share(Traffic old, Traffic young) {
    old.rate(options.rate() / 2.0);
    young.rate(options.rate() / 2.0);
  }

  /// Watches the applications for a while.
  private void stage(DemoPhase phase) throws InterruptedException {
    meter.enter(phase);
    String title = phase.title() + ": " + phase.meaning();
    try (Bar bar = screen.stage(title, options.dwellMillis())) {
      long begun = System.nanoTime();
      long past = 0;
      while (past < options.dwellMillis()) {
        TimeUnit.MILLISECONDS.sleep(Math.min(STEP_MILLIS, options.dwellMillis() - past));
        past = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        bar.remark(
            String.format(
                Locale.ROOT,
                "%,d statements, %d failed, p99 %.1f ms",
                meter.recent().getTotalCount(),
                meter.failed(),
                meter.recent().getValueAtPercentile(99) / 1e3));
        bar.done(Math.min(past, options.dwellMillis()));
      }
    }
  }

  private void pause(String moment, String oldPath, String newPath) throws InterruptedException {
    String title = scenario.name() + ", " + moment;
    screen.pause(new DemoScreen.Stop(title, server.libpqUrl("shop"), oldPath, newPath));
  }

  private void work(Runnable command) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    atWork.accept(theseus);
    try {
      command.run();
    } finally {
      atWork.accept(null);
    }
  }

  private Plan plan() {
    String text = Resources.text(scenario.file());
    Migration migration = new MigrationReader(ReaderOptions.defaults()).read(scenario.file(), text);
    return Planner.plan(
        new Release(scenario.release(), BASE, List.of(migration)), theseus.catalog(Set.of(BASE)));
  }

  private Traffic traffic(Side side, String path) {
    Scenario.Dialect dialect =
        switch (side) {
          case OLD -> scenario.old();
          case NEW -> scenario.young();
        };
    return Traffic.start(
        server,
        new Application(shop, scenario, dialect, written),
        meter,
        side,
        new Traffic.Path(path, options.clients()));
  }

  private static String newPath(Plan plan) {
    return plan.version().map(Version::searchPath).orElse(OLD_PATH);
  }

  private DemoReport.ScenarioLine line(long begun) {
    EngineWatch.Numbers numbers = watch.numbers();
    double filling = numbers.filling().toNanos() / 1e9;
    return new DemoReport.ScenarioLine(
        scenario.name(),
        scenario.title(),
        scenario.file(),
        scenario.table(),
        (System.nanoTime() - begun) / 1e9,
        numbers.filled(),
        numbers.verified(),
        filling == 0 ? 0 : numbers.filled() / filling,
        numbers.longestHold().toNanos() / 1e6,
        numbers.longestHoldStep(),
        numbers.longestWait().toNanos() / 1e6,
        numbers.refusedTries(),
        heapBefore,
        heapAfter,
        (double) heapAfter / heapBefore,
        differing,
        checks,
        written.kept().size(),
        found,
        Latencies.of(List.of(meter)));
  }
}
