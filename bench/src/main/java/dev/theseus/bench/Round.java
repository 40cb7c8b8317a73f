package dev.theseus.bench;

import java.sql.SQLException;

/// One migration under load, from a baseline to after contract.
///
/// @param rate statements per second of all clients together
/// @param window seconds of each stage in which the migration stands still
/// @param fill least seconds of backfill; while there are fewer, the start is taken back and made
///   again
record Round(Items items, Arguments arguments, double rate, double window, double fill) {
  private static final double SETTLE = 1;
  private static final int MOST_STARTS = 8;

  Recording run() throws SQLException, InterruptedException {
    items.create();
    Timeline timeline = items.timeline();
    Clients clients =
        Clients.start(items.source(), items.rows(), timeline, Pace.of(rate, Clients.COUNT));
    Wait.seconds(3 * SETTLE);
    stand(timeline, Stage.BASELINE);
    double busy = arguments.number("busy", 0);
    if (busy > 0) {
      timeline.enter(Stage.BUSY);
      Busy.run(items.source(), busy, window);
      timeline.enter(Stage.OUTSIDE);
      Wait.seconds(SETTLE);
    }
    Migrator migrator =
        new Migrator(
            items.source(),
            timeline,
            Migrator.pacing(arguments),
            Version.RELEASE,
            Version.MIGRATION);
    start(migrator, timeline);
    clients.useNewVersion(Clients.COUNT / 2);
    Wait.seconds(SETTLE);
    stand(timeline, Stage.BOTH);
    clients.useNewVersion(Clients.COUNT);
    Wait.seconds(SETTLE);
    migrator.complete();
    stand(timeline, Stage.COMPLETED);
    migrator.contract();
    Wait.seconds(SETTLE);
    stand(timeline, Stage.AFTER);
    return clients.stop();
  }

  private void start(Migrator migrator, Timeline timeline) {
    migrator.start();
    for (int starts = 1;
        starts < MOST_STARTS && timeline.seconds(Stage.BACKFILL) < fill;
        starts++) {
      Wait.seconds(SETTLE);
      migrator.rollback();
      Wait.seconds(SETTLE);
      migrator.start();
    }
  }

  private void stand(Timeline timeline, Stage stage) {
    timeline.enter(stage);
    Wait.seconds(window);
    timeline.enter(Stage.OUTSIDE);
  }
}
