package dev.theseus.cli;

import dev.theseus.status.BackfillStatus;
import dev.theseus.status.MigrationState;
import dev.theseus.status.MigrationStatus;
import dev.theseus.status.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a migration stands as the JSON document `theseus.status/1`. Moments are ISO 8601 in UTC.
///
/// @param searchPath null where no version schema is needed
/// @param shed null while the sync triggers fire
/// @param next commands that make sense now, the usual one first
record StatusView(
    String name,
    String state,
    boolean changed,
    String summary,
    @Nullable String searchPath,
    boolean paused,
    @Nullable Long maxRowsPerSecond,
    @Nullable ShedView shed,
    List<ThrottleView.SignalView> throttle,
    @Nullable String runner,
    @Nullable ActivityView activity,
    @Nullable String lastError,
    TimesView times,
    SkipListView skipList,
    DivergenceView divergence,
    List<StepView> steps,
    List<BackfillView> backfills,
    List<String> next) {
  static final String SCHEMA = "theseus.status/1";

  static StatusView of(MigrationStatus status) {
    return new StatusView(
        status.name(),
        status.state().code(),
        status.changed(),
        status.summary(),
        status.version().map(version -> version.searchPath()).orElse(null),
        status.control().paused(),
        status.control().maxRowsPerSecond().isPresent()
            ? status.control().maxRowsPerSecond().getAsLong()
            : null,
        status.control().shed().map(ShedView::of).orElse(null),
        status.control().signals().stream().map(ThrottleView.SignalView::of).toList(),
        status.runner().orElse(null),
        status.activity().map(ActivityView::of).orElse(null),
        status.lastError().orElse(null),
        TimesView.of(status.times()),
        new SkipListView(status.skipped().open(), status.skipped().closed()),
        new DivergenceView(status.divergence().oldRows(), status.divergence().newRows()),
        status.steps().stream().map(StepView::of).toList(),
        status.backfills().stream().map(BackfillView::of).toList(),
        next(status));
  }

  /// The commands that make sense in a state, the usual one first.
  static List<String> next(MigrationStatus status) {
    if (status.control().shed().isPresent() && status.state() == MigrationState.STARTING) {
      return List.of("theseus shed --restore", "theseus rollback");
    }
    return switch (status.state()) {
      case STARTING, COMPLETING, REOPENING ->
          status.runner().isPresent()
              ? List.of(
                  "theseus watch", status.control().paused() ? "theseus unpause" : "theseus pause")
              : List.of("theseus resume", "theseus rollback");
      case STARTED -> List.of("theseus complete", "theseus rollback");
      case COMPLETED -> List.of("theseus contract", "theseus rollback");
      case CONTRACTING, ROLLING_BACK ->
          List.of(status.runner().isPresent() ? "theseus watch" : "theseus resume");
      case CONTRACTED, ROLLED_BACK -> List.of();
    };
  }

  /// Whether the new version's schema is there for applications.
  static boolean published(MigrationState state) {
    return switch (state) {
      case STARTED, COMPLETING, COMPLETED, REOPENING, CONTRACTING, CONTRACTED -> true;
      case STARTING, ROLLING_BACK, ROLLED_BACK -> false;
    };
  }

  record TimesView(
      String created,
      @Nullable String started,
      @Nullable String completed,
      @Nullable String soakEnds,
      @Nullable String contracted,
      @Nullable String rolledBack) {
    static TimesView of(MigrationStatus.Times times) {
      return new TimesView(
          times.created().toString(),
          text(times.started()),
          text(times.completed()),
          text(times.soakEnds()),
          text(times.contracted()),
          text(times.rolledBack()));
    }

    private static @Nullable String text(Optional<Instant> moment) {
      return moment.map(Instant::toString).orElse(null);
    }
  }

  record ShedView(String since, String by, String reason) {
    static ShedView of(MigrationStatus.Shed shed) {
      return new ShedView(shed.since().toString(), shed.by(), shed.reason());
    }
  }

  /// Rows that were passed over.
  ///
  /// @param closed mended or gone by now
  record SkipListView(long open, long closed) {}

  record DivergenceView(long oldRows, long newRows) {}

  record StepView(
      String id,
      String phase,
      String title,
      String progress,
      long tookMillis,
      int tries,
      long lockWaitMillis,
      long lockHeldMillis) {
    static StepView of(StepStatus step) {
      return new StepView(
          step.id(),
          step.phase().code(),
          step.title(),
          step.progress().name().toLowerCase(Locale.ROOT),
          step.took().toMillis(),
          step.tries(),
          step.lockWait().toMillis(),
          step.lockHeld().toMillis());
    }
  }

  record BackfillView(
      String step,
      String relation,
      int pass,
      long rows,
      long skippedRows,
      long blocksDone,
      long blocksTotal,
      boolean finished,
      long elapsedMillis) {
    static BackfillView of(BackfillStatus backfill) {
      return new BackfillView(
          backfill.step(),
          backfill.relation(),
          backfill.pass(),
          backfill.rows(),
          backfill.skippedRows(),
          backfill.blocksDone(),
          backfill.blocksTotal(),
          backfill.finished(),
          backfill.elapsed().toMillis());
    }
  }
}
