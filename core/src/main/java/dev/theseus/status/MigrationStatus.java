package dev.theseus.status;

import dev.theseus.event.Activity;
import dev.theseus.plan.Version;
import dev.theseus.throttle.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Where a migration stands, read in one snapshot.
///
/// @param version the version schema and search path of the new version; empty when none is needed
/// @param runner the session that works on it now, for people
/// @param activity what that session does at the moment, where there is something to tell
/// @param lastError why the last command failed; empty when it did not
/// @param changed whether the call that returned this changed anything
/// @param summary one sentence
public record MigrationStatus(
    String name,
    MigrationState state,
    Optional<Version> version,
    List<StepStatus> steps,
    List<BackfillStatus> backfills,
    Skipped skipped,
    Divergence divergence,
    Times times,
    Control control,
    Optional<String> runner,
    Optional<Activity> activity,
    Optional<String> lastError,
    boolean changed,
    String summary) {
  public MigrationStatus {
    steps = List.copyOf(steps);
    backfills = List.copyOf(backfills);
  }

  /// Rows that backfills passed over because their new value cannot be stored.
  ///
  /// @param open those that keep the new version from being published
  /// @param closed those that are mended or gone by now
  public record Skipped(long open, long closed) {}

  /// Writes whose value the other version cannot hold.
  ///
  /// @param oldRows writes of the old version that the new one cannot represent; they block
  ///   contract
  /// @param newRows writes of the new version that the old one cannot represent; a rollback after
  ///   complete would lose these values
  public record Divergence(long oldRows, long newRows) {}

  /// @param soakEnds the moment from which the migration may be contracted; set once completed
  public record Times(
      Instant created,
      Optional<Instant> started,
      Optional<Instant> completed,
      Optional<Instant> contracted,
      Optional<Instant> rolledBack,
      Optional<Instant> soakEnds) {}

  /// @param paused whether the backfill was told to stand still
  /// @param maxRowsPerSecond the limit it was given; empty means none
  /// @param signals what the throttle's signals said within the last seconds; empty when no rows
  ///   are worked on
  /// @param shed since when the sync triggers are kept from firing; empty while they fire
  public record Control(
      boolean paused, OptionalLong maxRowsPerSecond, List<Signal> signals, Optional<Shed> shed) {
    public Control {
      signals = List.copyOf(signals);
    }

    /// With the sync triggers firing.
    public Control(boolean paused, OptionalLong maxRowsPerSecond, List<Signal> signals) {
      this(paused, maxRowsPerSecond, signals, Optional.empty());
    }

    /// Without signals.
    public Control(boolean paused, OptionalLong maxRowsPerSecond) {
      this(paused, maxRowsPerSecond, List.of());
    }

    /// The signal that holds rows back most.
    public Optional<Signal> holding() {
      return Signal.strongest(signals);
    }
  }

  /// Sync triggers that are kept from firing in an emergency.
  ///
  /// @param by the database role
  /// @param reason as it was given; may be empty
  public record Shed(Instant since, String by, String reason) {}

  /// The same with what a call did.
  public MigrationStatus after(boolean hasChanged, String sentence) {
    return new MigrationStatus(
        name,
        state,
        version,
        steps,
        backfills,
        skipped,
        divergence,
        times,
        control,
        runner,
        activity,
        lastError,
        hasChanged,
        sentence);
  }
}
