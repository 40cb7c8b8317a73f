package dev.theseus.internal.backfill;

import dev.theseus.error.MigrationException;
import dev.theseus.error.Problem;
import dev.theseus.error.ProblemCode;
import dev.theseus.event.MigrationEvent;
import dev.theseus.internal.jdbc.Time;
import dev.theseus.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;

/// What stands between two chunks: an interrupt, a pause, the throttle, a limit of rows per second.
final class Gate {
  private static final Duration POLL = Duration.ofMillis(200);

  /// The first reading of the signals takes some milliseconds.
  private static final Duration SHORT_NAP = Duration.ofMillis(5);

  private static final int SHORT_NAPS = 100;
  private static final Sql CONTROL =
      Sql.of("SELECT paused, coalesce(max_rows_per_second, 0) FROM theseus.control");

  private final BackfillContext context;
  private final String step;
  private final Session session;
  private final Time time;
  private final Brake brake;
  private boolean paused;
  private long maxRowsPerSecond;
  private long notBefore;
  private long released;

  Gate(BackfillContext context, String step, Session session) throws SQLException {
    this.context = context;
    this.step = step;
    this.session = session;
    this.time = context.time();
    this.brake = new Brake(context, step);
    this.notBefore = time.nanos();
    this.released = notBefore;
    ask();
  }

  /// Returns when the next chunk may run.
  void await() throws SQLException {
    stopIfInterrupted();
    if (standStill()) {
      notBefore = time.nanos();
    } else {
      sleep(brake.pause(time.since(released)));
    }
    long wait = notBefore - time.nanos();
    if (wait > 0) {
      sleep(Duration.ofNanos(wait));
    }
    released = time.nanos();
  }

  /// Until neither a pause nor a signal keeps the next chunk.
  ///
  /// @return whether one did
  private boolean standStill() throws SQLException {
    int naps = 0;
    boolean told = false;
    while (brake.stops() || paused) {
      if (paused && !told) {
        told = true;
        context
            .listener()
            .on(
                new MigrationEvent.Waiting(
                    context.migration(), step, "paused; run theseus resume"));
      }
      if (!paused && naps < SHORT_NAPS) {
        sleep(SHORT_NAP);
      } else {
        sleep(POLL);
        ask();
      }
      naps++;
    }
    return naps > 0;
  }

  /// A chunk filled this many rows and saw these wishes.
  void filled(long rows, boolean pauseWanted, long rowsPerSecondWanted) {
    paused = pauseWanted;
    maxRowsPerSecond = rowsPerSecondWanted;
    long limit = limit();
    if (limit > 0) {
      notBefore = Math.max(notBefore, time.nanos()) + rows * 1_000_000_000L / limit;
    }
  }

  /// Sleeps, but not through an interrupt.
  void sleep(Duration duration) {
    Duration left = duration;
    while (left.isPositive()) {
      Duration nap = left.compareTo(POLL) < 0 ? left : POLL;
      try {
        time.sleep(nap);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted();
      }
      stopIfInterrupted();
      left = left.minus(nap);
    }
  }

  private long limit() {
    long ours = context.pacing().maxRowsPerSecond();
    if (ours == 0 || maxRowsPerSecond == 0) {
      return Math.max(ours, maxRowsPerSecond);
    }
    return Math.min(ours, maxRowsPerSecond);
  }

  private void ask() throws SQLException {
    session.query(
        CONTROL,
        row -> {
          paused = row.getBoolean(1);
          maxRowsPerSecond = row.getLong(2);
        });
    session.commit();
  }

  private void stopIfInterrupted() {
    if (context.interrupted().getAsBoolean()) {
      throw interrupted();
    }
  }

  private MigrationException interrupted() {
    return new MigrationException(
        new Problem(
            ProblemCode.INTERRUPTED,
            "migration %s was interrupted".formatted(context.migration()),
            "step " + step,
            "run theseus resume; what was done is kept"));
  }
}
