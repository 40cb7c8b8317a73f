package dev.theseus.bench;

import dev.theseus.Theseus;
import dev.theseus.event.MigrationEvent;
import dev.theseus.migration.Migration;
import dev.theseus.migration.MigrationReader;
import dev.theseus.migration.ReaderOptions;
import dev.theseus.pacing.Pacing;
import dev.theseus.plan.Plan;
import dev.theseus.planner.Planner;
import dev.theseus.planner.Release;
import dev.theseus.policy.ContractOptions;
import dev.theseus.sql.Identifier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// Carries a migration out as an application would have it done, and says in a timeline which step
/// is under way. Each command runs on the calling thread.
final class Migrator {
  private static final Identifier BASE = Identifier.of("public");

  private final Timeline timeline;
  private final Theseus theseus;
  private final Plan plan;

  Migrator(DataSource source, Timeline timeline, Pacing pacing, String release, String sql) {
    this.timeline = timeline;
    this.theseus = Theseus.builder(source).pacing(pacing).listener(this::heard).build();
    Migration migration = new MigrationReader(ReaderOptions.of(BASE)).read(release + ".sql", sql);
    this.plan =
        Planner.plan(new Release(release, BASE, List.of(migration)), theseus.catalog(Set.of(BASE)));
  }

  /// The engine's pacing, with `chunk` and `verify` (ms), `vacuum` (a share) and `courtesy`
  /// replaced.
  static Pacing pacing(Arguments arguments) {
    Pacing preset = Pacing.standard();
    return new Pacing(
        Duration.ofMillis(arguments.whole("chunk", (int) preset.chunkTime().toMillis())),
        arguments.whole("rate", (int) preset.maxRowsPerSecond()),
        arguments.number("vacuum", preset.vacuumShare()),
        preset.minChunkBlocks(),
        preset.maxChunkBlocks(),
        Duration.ofMillis(arguments.whole("verify", (int) preset.verifyChunkTime().toMillis())),
        preset.patience(),
        arguments.whole("courtesy", preset.courtesy()));
  }

  private void heard(MigrationEvent event) {
    if (event instanceof MigrationEvent.StepStarted started) {
      timeline.enter(new Moment(Stage.of(started.phase()), started.step()));
    }
  }

  /// Makes both versions live.
  void start() {
    during(Stage.EXPAND, () -> theseus.start(plan));
  }

  void rollback() {
    during(Stage.ROLLBACK, theseus::rollback);
  }

  void complete() {
    during(Stage.COMPLETE, theseus::complete);
  }

  void contract() {
    ContractOptions options = ContractOptions.withSoak(Duration.ZERO).acceptingOldSessions();
    during(Stage.CONTRACT, () -> theseus.contract(options));
  }

  private void during(Stage stage, Runnable command) {
    timeline.enter(stage);
    command.run();
    timeline.enter(Stage.OUTSIDE);
  }
}
