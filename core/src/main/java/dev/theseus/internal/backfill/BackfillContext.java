package dev.theseus.internal.backfill;

import dev.theseus.event.MigrationListener;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.internal.throttle.Throttle;
import dev.theseus.pacing.Pacing;
import dev.theseus.policy.SkipPolicy;
import java.sql.Connection;
import java.util.function.BooleanSupplier;

/// What a backfill or verification works with.
///
/// @param connection used by nobody else meanwhile; its settings and auto-commit are put back
/// @param migrationId the migration's row in `theseus.migration`
/// @param migration the migration's name, for events
/// @param fence called in each chunk's transaction before it commits; throws when another runner
///   has taken over
/// @param interrupted asked between chunks; when true, the run ends with `interrupted` and can be
///   resumed
/// @param skips whether rows whose new value cannot be stored are passed over
/// @param throttle asked between chunks, too
public record BackfillContext(
    Connection connection,
    long migrationId,
    String migration,
    Runnable fence,
    Pacing pacing,
    Time time,
    MigrationListener listener,
    BooleanSupplier interrupted,
    SkipPolicy skips,
    Throttle throttle) {
  /// Passes over no row, and without a throttle.
  public BackfillContext(
      Connection connection,
      long migrationId,
      String migration,
      Runnable fence,
      Pacing pacing,
      Time time,
      MigrationListener listener,
      BooleanSupplier interrupted) {
    this(
        connection,
        migrationId,
        migration,
        fence,
        pacing,
        time,
        listener,
        interrupted,
        SkipPolicy.none(),
        Throttle.none());
  }
}
